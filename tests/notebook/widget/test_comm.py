"""The comm's end in the kernel, where its I/O thread does not take what comes."""

from reactor_notebook.widget.comm import CommTransport


def test_what_waits_for_a_busy_io_thread_is_bounded_and_the_rest_refused():
    posted, scheduled = [], []
    transport = CommTransport(
        "s",
        lambda content, _: posted.append(content),
        None,
        lambda function, *arguments: scheduled.append((function, arguments)),
    )
    message = {"type": "panel", "view": "v", "header": {"type": "media"}}
    for _ in range(80):
        transport.receive(message, [bytes(2**20)])
    assert 60 <= len(scheduled) <= 66
    assert len(posted) == 80 - len(scheduled)
    assert "the kernel is busy" in posted[0]["header"]["text"]
    taken, scheduled[:] = scheduled[:], []
    for function, arguments in taken:
        function(*arguments)
    transport.receive(message, [bytes(2**20)])
    assert len(scheduled) == 1
