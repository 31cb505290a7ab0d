import pytest

from reactor_runtime.transports.viewers.upload_desk import CHUNK


@pytest.fixture
async def viewer_and_link(session, look):
    return look(session)


def upload(event, upload_id="f-1", **fields):
    return {"type": "upload", "id": upload_id, "event": event, **fields}


def begin(size, name="cat.png", upload_id="f-1"):
    return upload("begin", upload_id, name=name, mime_type="image/png", size=size)


async def test_a_file_arrives_and_every_chunk_is_answered(viewer_and_link, gateway):
    viewer, link = viewer_and_link
    viewer.receive(begin(5), [])
    viewer.receive(upload("chunk", offset=0), [b"abc"])
    viewer.receive(upload("chunk", offset=3), [memoryview(b"de")])
    viewer.receive(upload("end"), [])
    replies = link.of("upload")
    assert [reply["received"] for reply in replies] == [0, 3, 5, 5]
    assert [reply["done"] for reply in replies] == [False, False, False, True]
    assert {reply["upload_id"] for reply in replies} == {"u-1"}
    assert bytes(gateway.files["u-1"][3]) == b"abcde"


async def test_a_command_names_the_file_that_was_sent(viewer_and_link, gateway):
    viewer, _ = viewer_and_link
    viewer.receive(begin(1), [])
    viewer.receive(upload("chunk", offset=0), [b"x"])
    viewer.receive(upload("end"), [])
    viewer.receive(
        {
            "type": "command",
            "name": "set_brightness",
            "data": {},
            "uploads": {"image": "u-1", "mask": "u-9"},
        },
        [],
    )
    (request,) = gateway.requests
    assert request.uploads["image"].name == "cat.png"
    assert request.uploads["image"].size == 1
    assert request.uploads["mask"].upload_id == "u-9"


async def test_an_empty_file_is_a_file(viewer_and_link):
    viewer, link = viewer_and_link
    viewer.receive(begin(0), [])
    viewer.receive(upload("end"), [])
    assert link.last("upload")["done"] is True


@pytest.mark.parametrize("name", ["/etc/passwd", "C:\\secret\\passwd", "../passwd"])
async def test_a_name_loses_its_path(viewer_and_link, gateway, name):
    viewer, _ = viewer_and_link
    viewer.receive(begin(1, name=name), [])
    assert gateway.files["u-1"][0] == "passwd"


async def test_300_megabytes_are_refused_before_a_byte_is_read(
    viewer_and_link, gateway
):
    viewer, link = viewer_and_link
    viewer.receive(begin(300 * 2**20, name="big.bin"), [])
    reply = link.last("upload")
    assert reply["code"] == "too_large"
    for part in ("big.bin", str(300 * 2**20), str(256 * 2**20), "smaller"):
        assert part in reply["text"]
    assert reply["upload_id"] is None
    viewer.receive(upload("chunk", offset=0), [b"abc"])
    assert link.last("upload")["code"] == "invalid_upload"
    assert gateway.files == {}


@pytest.mark.parametrize(
    ("offset", "chunk", "told"),
    [
        (1, b"a", "offset 1"),
        (0, b"abcdef", "announced"),
        (0, bytes(CHUNK + 1), str(CHUNK)),
    ],
)
async def test_a_wrong_chunk_ends_its_file_and_nothing_else(
    viewer_and_link, gateway, offset, chunk, told
):
    viewer, link = viewer_and_link
    viewer.receive(begin(5), [])
    viewer.receive(begin(1, upload_id="f-2"), [])
    viewer.receive(upload("chunk", offset=offset), [chunk])
    reply = link.last("upload")
    assert (reply["id"], reply["code"]) == ("f-1", "invalid_upload")
    assert told in reply["text"]
    assert gateway.aborted == ["u-1"]
    viewer.receive(upload("chunk", "f-2", offset=0), [b"x"])
    assert link.last("upload")["received"] == 1


async def test_a_file_that_ends_too_soon_is_refused_and_forgotten(
    viewer_and_link, gateway
):
    viewer, link = viewer_and_link
    viewer.receive(begin(5), [])
    viewer.receive(upload("end"), [])
    assert "5 bytes are missing" in link.last("upload")["text"]
    assert gateway.aborted == ["u-1"]


async def test_an_id_in_use_is_refused_and_its_file_goes_on(viewer_and_link, gateway):
    viewer, link = viewer_and_link
    viewer.receive(begin(1), [])
    viewer.receive(begin(2), [])
    assert "in use" in link.last("upload")["text"]
    viewer.receive(upload("chunk", offset=0), [b"x"])
    viewer.receive(upload("end"), [])
    assert link.last("upload")["done"] is True
    assert gateway.aborted == []


async def test_too_many_files_at_once_are_refused(viewer_and_link):
    viewer, link = viewer_and_link
    for number in range(17):
        viewer.receive(begin(1, upload_id=f"f-{number}"), [])
    assert "at most 16" in link.last("upload")["text"]


async def test_a_cancelled_file_is_forgotten(viewer_and_link, gateway):
    viewer, _ = viewer_and_link
    viewer.receive(begin(5), [])
    viewer.receive(upload("cancel"), [])
    viewer.receive(upload("cancel"), [])
    assert gateway.aborted == ["u-1"]


async def test_files_that_are_not_complete_end_with_their_viewer(
    viewer_and_link, gateway
):
    viewer, _ = viewer_and_link
    viewer.receive(begin(5), [])
    viewer.close()
    assert gateway.aborted == ["u-1"]
