from reactor_notebook.widget.comm import no_socket, socket_offer


def offer(kernel_id):
    return socket_offer(
        "s-1", "ws://127.0.0.1:9/panel/s-1", 9, "t-1", kernel_id, "no kernel"
    )


def test_the_rungs_are_offered_best_first():
    links = offer("k-1").links
    assert [link["rung"] for link in links] == ["relay", "proxy", "direct"]
    assert links[0]["path"] == "reactor/relay/k-1/s-1"
    assert links[1]["path"] == "proxy/9/panel/s-1?key=t-1"
    assert links[2]["token"] == "t-1"


def test_a_rung_that_is_missing_says_why():
    missing = offer(None)
    assert [link["rung"] for link in missing.links] == ["proxy", "direct"]
    assert missing.refusals == ({"rung": "relay", "reason": "no kernel"},)
    assert no_socket("no port").links == ()
    assert no_socket("no port").refusals[0]["reason"] == "no port"


def test_the_relay_gets_no_token():
    assert "t-1" not in str(offer("k-1").links[0])
