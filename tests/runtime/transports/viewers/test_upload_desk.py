import pytest

from reactor_runtime.errors import UploadError
from reactor_runtime.transports.viewers.upload_desk import CHUNK
from reactor_runtime.transports.viewers.upload_line import MOST_WAITING
from tests.runtime.transports.viewers.fakes import frame


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
    await link.until(lambda: link.last("upload")["done"])
    replies = link.of("upload")
    assert [reply["received"] for reply in replies] == [0, 3, 5, 5]
    assert [reply["done"] for reply in replies] == [False, False, False, True]
    assert {reply["upload_id"] for reply in replies} == {"u-1"}
    assert bytes(gateway.files["u-1"][3]) == b"abcde"
    assert gateway.announced == [("u-1", "notebook")]


async def test_a_command_names_the_file_that_was_sent(viewer_and_link, gateway):
    viewer, link = viewer_and_link
    viewer.receive(begin(1), [])
    viewer.receive(upload("chunk", offset=0), [b"x"])
    viewer.receive(upload("end"), [])
    await link.until(lambda: link.last("upload")["done"])
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
    await link.until(lambda: link.last("upload")["done"])


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
    await gateway.until(lambda: gateway.aborted == ["u-1"])
    viewer.receive(upload("chunk", "f-2", offset=0), [b"x"])
    await link.until(lambda: link.last("upload")["received"] == 1)


async def test_a_file_that_ends_too_soon_is_refused_and_forgotten(
    viewer_and_link, gateway
):
    viewer, link = viewer_and_link
    viewer.receive(begin(5), [])
    viewer.receive(upload("end"), [])
    await link.until(lambda: link.last("upload")["code"])
    assert "5 bytes are missing" in link.last("upload")["text"]
    await gateway.until(lambda: gateway.aborted == ["u-1"])
    assert gateway.announced == []


async def test_an_id_in_use_is_refused_and_its_file_goes_on(viewer_and_link, gateway):
    viewer, link = viewer_and_link
    viewer.receive(begin(1), [])
    viewer.receive(begin(2), [])
    assert "in use" in link.last("upload")["text"]
    viewer.receive(upload("chunk", offset=0), [b"x"])
    viewer.receive(upload("end"), [])
    await link.until(lambda: link.last("upload")["done"])
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
    await gateway.until(lambda: gateway.aborted == ["u-1"])


async def test_files_that_are_not_complete_end_with_their_viewer(
    viewer_and_link, gateway
):
    viewer, _ = viewer_and_link
    viewer.receive(begin(5), [])
    viewer.close()
    await gateway.until(lambda: gateway.aborted == ["u-1"])


async def test_while_the_disk_is_slow_pictures_and_commands_go_on(
    session, viewer_and_link, gateway
):
    viewer, link = viewer_and_link
    gateway.disk.clear()
    viewer.receive(begin(5), [])
    viewer.receive(upload("chunk", offset=0), [b"abc"])
    viewer.receive(upload("chunk", offset=3), [b"de"])
    viewer.receive(upload("end"), [])
    session.show(frame(1))
    await link.until(lambda: link.of("frame"))
    viewer.receive(
        {"type": "command", "name": "set_brightness", "data": {"brightness": 1.0}}, []
    )
    assert len(gateway.requests) == 1
    assert [reply["received"] for reply in link.of("upload")] == [0]
    gateway.disk.set()
    await link.until(lambda: link.last("upload")["done"])
    assert [reply["received"] for reply in link.of("upload")] == [0, 3, 5, 5]
    assert bytes(gateway.files["u-1"][3]) == b"abcde"


async def test_more_than_the_disk_is_waited_for_is_refused_and_ends_its_file(
    viewer_and_link, gateway
):
    viewer, link = viewer_and_link
    gateway.disk.clear()
    size = MOST_WAITING + CHUNK
    viewer.receive(begin(size), [])
    viewer.receive(begin(1, upload_id="f-2"), [])
    for offset in range(0, size, CHUNK):
        if link.last("upload")["code"]:
            break
        viewer.receive(upload("chunk", offset=offset), [bytes(CHUNK)])
    reply = link.last("upload")
    assert (reply["id"], reply["code"]) == ("f-1", "overloaded")
    assert "at most 64 MiB may" in reply["text"]
    assert offset == MOST_WAITING  # each chunk costs a little more than itself
    gateway.disk.set()
    await gateway.until(lambda: gateway.aborted == ["u-1"])
    viewer.receive(upload("chunk", "f-2", offset=0), [b"x"])
    await link.until(lambda: link.last("upload")["received"] == 1)
    assert gateway.files["u-1"][3] == b""  # what waited was dropped


async def test_all_viewers_of_a_session_wait_in_one_line(session, look, gateway):
    gateway.disk.clear()
    size = MOST_WAITING // 2
    refused = []
    for _ in range(2):
        viewer, link = look(session)
        viewer.receive(begin(size), [])
        for offset in range(0, size, CHUNK):
            viewer.receive(upload("chunk", offset=offset), [bytes(CHUNK)])
        refused.append(any(reply["code"] for reply in link.of("upload")))
    assert refused == [False, True]
    gateway.disk.set()
    await gateway.until(lambda: gateway.aborted == ["u-2"])


async def test_chunks_without_bytes_do_not_wait_in_any_number(viewer_and_link, gateway):
    viewer, link = viewer_and_link
    gateway.disk.clear()
    viewer.receive(begin(1), [])
    for _ in range(MOST_WAITING // 4096 + 1):
        viewer.receive(upload("chunk", offset=0), [b""])
    assert link.last("upload")["code"] == "overloaded"
    gateway.disk.set()
    await gateway.until(lambda: gateway.aborted == ["u-1"])


async def test_what_a_cancelled_file_still_has_in_line_is_not_written(
    viewer_and_link, gateway
):
    viewer, link = viewer_and_link
    gateway.disk.clear()
    viewer.receive(begin(3), [])
    for offset in range(3):
        viewer.receive(upload("chunk", offset=offset), [b"x"])
    viewer.receive(upload("end"), [])
    viewer.receive(begin(1, "again.png"), [])
    viewer.receive(upload("cancel"), [])
    viewer.receive(begin(1, "again.png"), [])
    viewer.receive(upload("chunk", offset=0), [b"y"])
    viewer.receive(upload("end"), [])
    gateway.disk.set()
    await link.until(lambda: link.last("upload")["done"])
    assert gateway.aborted == ["u-1"]
    assert gateway.announced == [("u-2", "notebook")]
    assert len(gateway.files["u-1"][3]) <= 1
    assert [reply["upload_id"] for reply in link.of("upload") if reply["received"]] == [
        "u-2",
        "u-2",
    ]


async def test_nothing_of_a_file_is_taken_after_its_end(viewer_and_link, gateway):
    viewer, link = viewer_and_link
    gateway.disk.clear()
    viewer.receive(begin(2), [])
    viewer.receive(upload("chunk", offset=0), [b"a"])
    viewer.receive(upload("end"), [])
    viewer.receive(upload("chunk", offset=1), [b"b"])
    assert "was ended already" in link.last("upload")["text"]
    gateway.disk.set()
    await gateway.until(lambda: gateway.aborted == ["u-1"])
    assert gateway.announced == []


async def test_a_disk_that_takes_no_more_ends_its_file_and_says_so_once(
    viewer_and_link, gateway, monkeypatch
):
    def full(*_):
        raise UploadError("storage_failed", "No space left")

    viewer, link = viewer_and_link
    viewer.receive(begin(2), [])
    with monkeypatch.context() as broken:
        broken.setattr(gateway, "write_upload", full)
        viewer.receive(upload("chunk", offset=0), [b"a"])
        viewer.receive(upload("chunk", offset=1), [b"b"])
        viewer.receive(upload("end"), [])
        await gateway.until(lambda: gateway.aborted == ["u-1"])
    codes = [reply["code"] for reply in link.of("upload")]
    assert codes == [None, "storage_failed"]
    assert gateway.announced == []


async def test_a_file_that_could_not_be_forgotten_is_logged(
    viewer_and_link, gateway, monkeypatch
):
    def fault(*_):
        raise OSError("the folder is gone")

    viewer, _ = viewer_and_link
    viewer.receive(begin(2), [])
    monkeypatch.setattr(gateway, "abort_upload", fault)
    viewer.receive(upload("cancel"), [])
    logged = gateway.log.since
    await gateway.until(lambda: logged())
    assert "could not be forgotten: the folder is gone" in logged()[-1].text
