import asyncio
import logging
import threading
import time

import numpy as np
import pytest

from reactor_runtime.errors import CommandRejectedError, SessionStateError
from reactor_runtime.media.jpeg import encode_jpeg
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import (
    ContractNotice,
    MessageNotice,
    StateNotice,
    StatusNotice,
)
from reactor_runtime.session.status import SessionStatus
from reactor_runtime.values import AudioBlock
from tests.runtime.transports.viewers.conftest import HELLO
from tests.runtime.transports.viewers.fakes import CONTROLS, contract, frame

REJECTION = CommandRejectedError(
    "speed must be >= 0, got -1",
    command="set_speed",
    field="speed",
    value=-1,
    constraint=">= 0",
)


def ack(sequence, **fields):
    return {"type": "ack", "track": "main", "sequence": sequence, **fields}


async def test_a_hello_is_answered_with_all_a_panel_needs(session, gateway, look):
    gateway.log.append(1.0, LogKind.NOTE, "float pixels are read as 0 to 1")
    gateway.log.append(1.0, LogKind.FRAME_SHOWN, "frame 1")
    _, link = look(session)
    ((welcome, buffers),) = link.sent
    assert buffers == []
    assert welcome["type"] == "welcome"
    assert welcome["version"] == 1
    assert welcome["session"] == {"id": "s-1", "name": "Plasma"}
    assert welcome["view"] == "v"
    assert welcome["schema"] == {
        "model": "Plasma",
        "description": "Swirling colours.",
        "controls": CONTROLS,
        "tracks": [
            {
                "name": "main",
                "kind": "video",
                "direction": "out",
                "sample_rate": None,
            },
            {
                "name": "webcam",
                "kind": "video",
                "direction": "in",
                "sample_rate": None,
            },
            {
                "name": "mic",
                "kind": "audio",
                "direction": "in",
                "sample_rate": 16_000,
            },
        ],
        "messages": [{"type": "seed_used", "description": "The seed."}],
        "keys": [],
        "file_picker": False,
    }
    assert welcome["state"] == {"brightness": 1.0}
    assert welcome["status"]["status"] == "running"
    assert welcome["link"] == {"rung": "direct"}
    assert [entry["kind"] for entry in welcome["log"]] == ["note"]
    assert welcome["upload"] == {"limit": 256 * 2**20, "chunk": 2**20}
    clock = welcome["clock"]
    assert clock["now"] == 100.0
    assert abs(clock["now"] + clock["epoch"] - time.time()) < 60


async def test_a_page_that_says_hello_again_starts_over(session, look):
    viewer, link = look(session, window=1)
    session.show(frame(1))
    session.show(frame(2))
    await link.until(lambda: link.of("frame"))
    viewer.receive(HELLO, [])
    await link.until(lambda: len(link.of("frame")) == 2)
    assert link.sequences() == [1, 2]
    assert len(link.of("welcome")) == 2


async def test_before_its_hello_a_viewer_hears_only_errors(session, look):
    viewer, link = look(session, hello=None)
    session.show(frame(1))
    session.notify(StateNotice({"brightness": 2.0}))
    viewer.receive({"type": "visible", "visible": True}, [])
    assert [header["type"] for header, _ in link.sent] == ["error"]
    assert "hello" in link.last("error")["text"]


async def test_a_frame_arrives_with_its_full_header(session, look):
    _, link = look(session)
    session.show(frame(5, created_at=99.5, step=4, command=2, metadata={"seed": 3}))
    await link.until(lambda: link.of("frame"))
    header, (payload,) = next(item for item in link.sent if item[0]["type"] == "frame")
    assert payload.startswith(b"\xff\xd8")
    assert header == {
        "type": "frame",
        "track": "main",
        "sequence": 5,
        "pts": 0.0,
        "created_at": 99.5,
        "step": 4,
        "command": 2,
        "codec": "jpeg",
        "keyframe": True,
        "config": None,
        "color_space": None,
        "quality": 85,
        "still": False,
        "coded_width": 8,
        "coded_height": 8,
        "width": 8,
        "height": 8,
        "metadata": {"seed": 3},
        "blank": False,
    }


async def test_one_encode_serves_every_viewer(session, pool, look):
    links = [look(session)[1] for _ in range(4)]
    session.show(frame(1))
    for link in links:
        await link.until(lambda link=link: link.of("frame"))
    assert pool.encodes == 1


async def test_without_a_visible_viewer_nothing_is_encoded(session, pool, look):
    session.show(frame(1))
    viewer, link = look(session)
    await link.until(lambda: link.of("frame"))
    encodes = pool.encodes
    viewer.receive({"type": "visible", "visible": False}, [])
    for sequence in range(2, 50):
        session.show(frame(sequence))
    viewer.close()
    session.show(frame(50))
    assert pool.encodes == encodes == 1
    assert session.latest["main"].sequence == 50


async def test_a_viewer_that_becomes_visible_gets_the_newest_frame_at_once(
    session, look
):
    viewer, link = look(session)
    viewer.receive({"type": "visible", "visible": False}, [])
    for sequence in range(1, 10):
        session.show(frame(sequence))
    viewer.receive({"type": "visible", "visible": True}, [])
    await link.until(lambda: link.of("frame"))
    assert link.sequences() == [9]


async def test_a_new_viewer_gets_the_welcome_and_then_the_newest_frame(session, look):
    session.show(frame(3))
    _, link = look(session)
    await link.until(lambda: link.of("frame"))
    assert link.sent[0][0]["type"] == "welcome"
    assert link.sequences() == [3]


async def test_the_window_bounds_what_is_on_its_way_and_the_newest_frame_wins(
    session, look
):
    viewer, link = look(session, window=2)
    session.show(frame(1))
    await link.until(lambda: link.of("frame"))
    viewer.receive(ack(1), [])
    for sequence in range(2, 8):
        session.show(frame(sequence))
    await link.until(lambda: len(link.of("frame")) == 3)
    viewer.receive(ack(2), [])
    await link.until(lambda: len(link.of("frame")) == 4)
    assert link.sequences() == [1, 2, 3, 7]


async def test_a_slow_viewer_costs_a_fast_one_nothing(session, look):
    _, slow = look(session, window=1)
    viewer, fast = look(session, window=1)
    for sequence in range(1, 20):
        session.show(frame(sequence))
        await fast.until(lambda sequence=sequence: sequence in fast.sequences())
        viewer.receive(ack(sequence), [])
    assert slow.sequences() == [1]
    assert fast.sequences() == list(range(1, 20))


async def test_frames_leave_in_order_whichever_is_encoded_first(session, look):
    viewer, link = look(session, window=3)
    session.show(frame(1))
    await link.until(lambda: link.of("frame"))
    viewer.receive(ack(1), [])
    session.show(frame(2, size=(1500, 1500)))
    session.show(frame(3))
    session.show(frame(4))
    await link.until(lambda: len(link.of("frame")) == 4)
    assert link.sequences() == [1, 2, 3, 4]


async def test_on_a_comm_a_frame_that_had_to_wait_is_sent_when_its_slot_comes(
    make_session, look
):
    session = make_session(clock=None)
    _, link = look(session, window=None)
    session.show(frame(1))
    session.show(frame(2))
    await link.until(lambda: link.sequences() == [1, 2])


async def test_on_a_comm_a_busy_encoder_gets_the_newest_frame_when_it_is_done(
    session, look, clock, pool
):
    viewer, link = look(session, window=None)
    session.show(frame(1))
    await link.until(lambda: link.sequences() == [1])
    clock.time += 0.01
    viewer.receive(ack(1), [])
    busy = threading.Event()
    for _ in range(2):
        pool.run(busy.wait, lambda _: None)
    for sequence in range(2, 40):
        clock.time += 0.02
        session.show(frame(sequence))
    busy.set()
    await link.until(lambda: 39 in link.sequences())
    assert len(link.sequences()) <= 6


async def test_blank_frames_are_shown_and_not_kept(session, look):
    viewer, link = look(session)
    session.show(frame(1))
    await link.until(lambda: link.of("frame"))
    viewer.receive(ack(1), [])
    session.show(frame(2, is_blank=True))
    await link.until(lambda: len(link.of("frame")) == 2)
    assert link.last("frame")["blank"] is True
    assert session.latest["main"].sequence == 1


async def test_a_frame_that_cannot_be_encoded_is_told_once_and_the_next_is_shown(
    session, look, caplog
):
    _, link = look(session, window=1)
    with caplog.at_level(logging.CRITICAL):
        session.show(frame(1, size=(1, 70_000)))
        session.show(frame(2, size=(1, 70_000)))
        session.show(frame(3))
        await link.until(lambda: link.of("frame"))
    assert link.sequences() == [3]
    (error,) = link.of("error")
    assert "70000x1" in error["text"]


async def test_sound_is_interleaved(session, look):
    look(session)
    viewer, link = look(session)
    samples = np.array([[1, 2], [-1, -2]], np.int16)
    block = AudioBlock("sound", samples, 48_000, pts=0.5, sequence=1)
    session.play(block)
    header, (payload,) = link.sent[-1]
    assert header["type"] == "audio"
    assert (header["channels"], header["samples"]) == (2, 2)
    assert np.frombuffer(payload, "<i2").tolist() == [1, -1, 2, -2]
    viewer.receive({"type": "visible", "visible": False}, [])
    session.play(block)
    assert len(link.of("audio")) == 1


async def test_sound_that_a_slow_page_does_not_report_is_dropped(session, look):
    slow, slow_link = look(session)
    fast, fast_link = look(session)
    samples = np.zeros((2, 4_800), np.int16)
    for sequence in range(1, 101):
        session.play(AudioBlock("sound", samples, 48_000, pts=0.0, sequence=sequence))
        fast.receive(ack(sequence, track="sound"), [])
    assert len(fast_link.of("audio")) == 100
    assert len(slow_link.of("audio")) == 10
    slow.receive(ack(10, track="sound"), [])
    session.play(AudioBlock("sound", samples, 48_000, pts=0.0, sequence=101))
    assert len(slow_link.of("audio")) == 11
    assert not slow_link.of("error")


async def test_notices_reach_every_viewer_in_order(session, look):
    links = [look(session)[1] for _ in range(2)]
    session.notify(MessageNotice("seed_used", {"seed": 3}, step=2))
    session.notify(StateNotice({"brightness": 1.5}))
    session.notify(StatusNotice(SessionStatus.PAUSED, "held", "trace"))
    session.notify(ContractNotice(contract("Other", file_uploaded=object())))
    for link in links:
        message, state, status, changed = [header for header, _ in link.sent[1:]]
        assert message == {
            "type": "message",
            "name": "seed_used",
            "data": {"seed": 3},
            "step": 2,
            "at": 100.0,
        }
        assert state == {"type": "state", "values": {"brightness": 1.5}}
        assert status == {
            "type": "status",
            "status": "paused",
            "detail": "held",
            "traceback": "trace",
        }
        assert changed["schema"]["model"] == "Other"
        assert changed["schema"]["file_picker"] is True


async def test_a_command_reaches_the_engine_and_its_answer_only_its_sender(
    session, gateway, look
):
    (viewer, link), (_, other) = look(session), look(session)
    viewer.receive(
        {
            "type": "command",
            "name": "set_brightness",
            "data": {"brightness": 1.5},
            "id": "c:1",
            "frame": 42,
        },
        [],
    )
    (request,) = gateway.requests
    assert request.client == "notebook"
    assert request.data == {"brightness": 1.5}
    assert request.frame == 42
    message = MessageNotice("seed_used", {"seed": 3}, step=2)
    session.notify(gateway.answer(request, message=message))
    assert link.last("answer") == {
        "type": "answer",
        "id": "c:1",
        "number": 1,
        "ok": True,
        "message": {"name": "seed_used", "data": {"seed": 3}},
        "code": None,
        "text": "",
        "superseded": False,
    }
    assert other.of("answer") == []


async def test_an_answer_for_somebody_else_is_for_the_observers_only(session, look):
    _, link = look(session)
    seen = []
    session.add_observer(lambda kind, value: seen.append((kind, value)))
    for request_id in ("handle-1", "999:c-1", "", "1:c-1"):
        request = type("Request", (), {"request_id": request_id})
        session.notify(session.gateway.answer(request))
    assert link.of("answer") == []
    assert [kind for kind, _ in seen] == ["notice"] * 4


async def test_a_refused_command_is_told_once_to_its_sender_and_to_the_others(
    session, gateway, look
):
    (viewer, link), (_, other) = look(session), look(session)
    viewer.receive(
        {
            "type": "command",
            "name": "set_brightness",
            "data": {"brightness": 7.5},
            "id": "c-1",
        },
        [],
    )
    await other.until(lambda: other.of("rejected"))
    (own,) = link.of("rejected")
    assert own == {
        "type": "rejected",
        "id": "c-1",
        "command": "set_brightness",
        "code": "invalid_command",
        "field": "brightness",
        "value": 7.5,
        "constraint": "<= 2.0",
        "text": "set_brightness: brightness must be <= 2.0, got 7.5",
        "number": 1,
        "reason": "must be <= 2.0, got 7.5",
    }
    assert other.of("rejected") == [{**own, "id": None}]
    assert gateway.requests == []


async def test_what_python_was_refused_is_shown_in_the_panel(session, gateway, look):
    _, link = look(session)
    gateway.reject(REJECTION)
    await link.until(lambda: link.of("rejected"))
    rejected = link.last("rejected")
    assert (rejected["id"], rejected["command"]) == (None, "set_speed")
    assert (rejected["value"], rejected["constraint"]) == (-1, ">= 0")


async def test_an_engine_that_takes_no_commands_says_so(session, gateway, look):
    viewer, link = look(session)
    gateway.refuse_with = SessionStateError("the session has stopped; load it again")
    command = {"type": "command", "name": "x", "data": {}}
    viewer.receive({**command, "id": "c-1"}, [])
    answer = link.last("answer")
    assert (answer["ok"], answer["code"]) == (False, "unavailable")
    assert "load it again" in answer["text"]
    viewer.receive(command, [])
    assert "load it again" in link.last("error")["text"]


async def test_the_log_reaches_the_panel_without_what_comes_at_frame_rate(
    session, gateway, look
):
    _, link = look(session)
    for kind in LogKind:
        gateway.log.append(1.0, kind, kind.value, data={"traceback": "..."})
    await link.until(lambda: len(link.of("log")) >= 8)
    told = {header["entry"]["kind"] for header in link.of("log")}
    assert {"error", "note", "command_failed", "file_arrived"} <= told
    assert told.isdisjoint(
        {"step_started", "step_ended", "frame_shown", "command_accepted"}
    )
    assert link.last("log")["entry"]["data"] == {"traceback": "..."}


async def test_the_log_is_not_followed_without_a_viewer(session, gateway, look):
    (first, _), (second, link) = look(session), look(session)
    first.close()
    gateway.log.append(1.0, LogKind.NOTE, "still followed")
    await link.until(lambda: link.of("log"))
    second.close()
    assert gateway.log._listeners == {}


async def test_a_client_that_is_no_developer_sees_no_log_and_no_traceback(
    make_session, gateway, look
):
    session = make_session(developer=False)
    gateway.log.append(1.0, LogKind.ERROR, "boom", data={"traceback": "secret"})
    viewer, link = look(session)
    gateway.log.append(1.0, LogKind.ERROR, "boom", data={"traceback": "secret"})
    session.notify(StatusNotice(SessionStatus.FAILED, "boom", "secret"))
    viewer.receive({"type": "control", "action": "restart"}, [])
    assert "secret" not in str(link.sent)
    assert "developer" in link.last("error")["text"]
    assert gateway.actions == []


async def test_the_model_is_held_and_stepped_from_the_panel(session, gateway, look):
    viewer, link = look(session)
    viewer.receive({"type": "control", "action": "pause"}, [])
    viewer.receive({"type": "control", "action": "step", "count": 3}, [])
    assert gateway.actions == [("pause", 1), ("step", 3)]
    refusal = SessionStateError("the model is not held; pause it first")
    gateway.refuse_action_with = refusal
    viewer.receive({"type": "control", "action": "step"}, [])
    assert "pause it first" in link.last("error")["text"]


async def test_a_ping_is_answered_with_the_engines_time(session, look):
    viewer, link = look(session)
    viewer.receive({"type": "ping", "id": "p"}, [])
    assert link.last("pong") == {"type": "pong", "id": "p", "now": 100.0}


async def test_counts_come_at_most_once_a_second(session, clock, look):
    viewer, link = look(session, window=1)
    for sequence in range(1, 4):
        session.show(frame(sequence))
    await link.until(lambda: link.of("frame"))
    assert len(link.of("stats")) == 1
    viewer.receive(ack(1, dropped=0), [])
    await link.until(lambda: len(link.of("frame")) == 2)
    clock.time += 1.5
    session.show(frame(4))
    stats = link.last("stats")
    assert (stats["made"], stats["shown"], stats["dropped"]) == (4, 1, 1)
    assert stats["sent_bytes"] > 0


async def test_a_link_that_raises_ends_its_viewer_alone(session, look, caplog):
    (_, broken), (_, link) = look(session), look(session)
    broken.fails = True
    with caplog.at_level(logging.CRITICAL):
        session.notify(StateNotice({"brightness": 0.5}))
    assert broken.is_closed
    assert link.last("state")["values"] == {"brightness": 0.5}
    assert session.visible_viewers == 1


async def test_observers_see_what_happens_and_cannot_break_it(session, look, caplog):
    seen = []

    def broken(kind, value):
        raise RuntimeError("observer")

    session.add_observer(broken)
    remove = session.add_observer(lambda kind, value: seen.append(kind))
    with caplog.at_level(logging.CRITICAL):
        viewer, _ = look(session)
        session.show(frame(1))
        session.notify(StateNotice({}))
        viewer.receive({"type": "visible", "visible": False}, [])
        session.close("stopped")
        remove()
        session.show(frame(2))
    assert seen == ["viewers", "frame", "notice", "viewers", "close"]


async def test_closing_says_bye_to_every_viewer_once(session, look):
    (viewer, link), (_, other) = look(session), look(session)
    session.close("stopped")
    session.close("again")
    assert link.last("bye") == other.last("bye") == {"type": "bye", "reason": "stopped"}
    assert link.is_closed
    assert other.is_closed
    sent = len(link.sent)
    session.show(frame(1))
    viewer.receive({"type": "ping", "id": "p"}, [])
    viewer.close()
    assert len(link.sent) == sent


async def test_who_comes_after_the_end_is_told(session, look):
    session.close("stopped")
    _, link = look(session)
    assert link.of("bye")
    assert link.is_closed


async def test_one_viewer_too_many_ends_the_oldest(session, look):
    (_, oldest), *rest = [look(session) for _ in range(65)]
    assert oldest.last("bye")["reason"] == "too_many_viewers"
    assert oldest.is_closed
    assert not any(link.is_closed for _, link in rest)


async def test_camera_frames_are_decoded_off_the_loop_and_fed(session, gateway, look):
    viewer, _ = look(session)
    media = {"type": "media", "track": "webcam", "codec": "jpeg", "pts": 0.0}
    for width in (10, 11, 12):
        picture = encode_jpeg(np.zeros((6, width, 3), np.uint8))
        viewer.receive(media, [picture])
    async with asyncio.timeout(5):
        while len(gateway.fed) < 2:
            await gateway.has_fed.wait()
            gateway.has_fed.clear()
    assert gateway.fed == [("webcam", (6, 10, 3)), ("webcam", (6, 12, 3))]
    assert gateway.fed_at == [(0.0, None), (0.0, None)]
    assert threading.get_ident() not in gateway.fed_in


async def test_sound_is_fed_whole_with_its_rate_and_its_time(session, gateway, look):
    viewer, _ = look(session)
    media = {"type": "media", "track": "mic", "codec": "pcm_s16le"}
    for pts in (1.0, 1.02):
        header = {**media, "pts": pts, "sample_rate": 44_100}
        viewer.receive(header, [memoryview(bytes(640))])
    assert gateway.fed == [("mic", (1, 320))] * 2
    assert gateway.fed_at == [(1.0, 44_100), (1.02, 44_100)]


async def test_sound_that_nothing_here_resamples_is_refused_once(
    session, gateway, look, monkeypatch
):
    def feed(*_, **__):
        raise TypeError("Sound becomes sound with PyAV: pip install av")

    monkeypatch.setattr(gateway, "feed", feed)
    viewer, link = look(session)
    media = {"type": "media", "track": "mic", "codec": "pcm_s16le", "sample_rate": 8000}
    for _ in range(3):
        viewer.receive(media, [bytes(640)])
    (told,) = link.of("error")
    assert "'mic' gets no sound" in told["text"]
    assert "pip install av" in told["text"]


MICROPHONE = {
    "type": "media",
    "track": "mic",
    "codec": "pcm_s16le",
    "sample_rate": 8000,
}


async def test_a_page_publishes_a_track_until_it_says_that_nothing_more_comes(
    session, gateway, look
):
    viewer, _ = look(session)
    viewer.receive(MICROPHONE, [bytes(640)])
    assert list(gateway.publishers) == ["mic"]
    viewer.receive({"type": "unpublish", "track": "mic"}, [])
    assert gateway.publishers == {}
    viewer.receive(MICROPHONE, [bytes(640)])
    viewer.close()
    assert gateway.publishers == {}


async def test_sound_for_a_track_that_another_client_publishes_is_refused_once(
    session, gateway, look
):
    gateway.publish("another", "mic")
    viewer, link = look(session)
    for _ in range(3):
        viewer.receive(MICROPHONE, [bytes(640)])
    (told,) = link.of("error")
    assert "'mic' is published by client 'another'" in told["text"]
    assert gateway.fed == []
    gateway.unpublish("another", "mic")
    viewer.receive(MICROPHONE, [bytes(640)])
    assert gateway.fed == [("mic", (1, 320))]


@pytest.mark.parametrize("track", ["webcam", "nowhere"])
async def test_sound_for_a_track_that_takes_none_is_refused(
    session, gateway, look, track
):
    viewer, link = look(session)
    media = {"type": "media", "track": track, "codec": "pcm_s16le", "sample_rate": 8000}
    viewer.receive(media, [bytes(640)])
    told = f"no audio input track is named '{track}'; the model has mic"
    assert told in link.last("error")["text"]
    assert gateway.fed == []


@pytest.mark.parametrize(
    ("track", "payload", "told"),
    [
        ("webcam", b"no jpeg", "JPEG"),
        ("main", b"x", "webcam"),
        ("nowhere", b"x", "nowhere"),
    ],
)
async def test_a_camera_frame_that_is_none_is_refused(
    session, gateway, look, track, payload, told
):
    viewer, link = look(session)
    viewer.receive(
        {"type": "media", "track": track, "codec": "jpeg", "pts": 0.0}, [payload]
    )
    await link.until(lambda: link.of("error"))
    assert told in link.last("error")["text"]
    assert gateway.fed == []


@pytest.mark.parametrize(
    "header",
    [
        None,
        [],
        {"type": "dance"},
        {"type": "hello", "version": 1, "codecs": ["vp8"], "view": "v"},
        {"type": "command", "name": 3},
        {"type": "ack", "track": "elsewhere", "sequence": 1},
        {"type": "ack", "track": "main", "sequence": "1"},
        {"type": "visible", "visible": "no"},
        {"type": "control", "action": "explode"},
        {"type": "upload", "id": "f", "event": "begin", "name": 1, "size": 1},
        {"type": "media", "track": "webcam", "codec": "raw"},
        {"type": "ping", "id": 7},
    ],
)
async def test_a_forged_message_is_answered_and_the_viewer_goes_on(
    session, gateway, look, header
):
    viewer, link = look(session)
    viewer.receive(header, [])
    assert len(link.last("error")["text"]) > 20
    viewer.receive({"type": "ping", "id": "p"}, [])
    assert link.of("pong")
    assert gateway.requests == gateway.actions == gateway.fed == []


async def test_a_newcomer_is_told_of_one_mib_of_the_log(session, gateway, look):
    for number in range(30):
        gateway.log.append(0.0, LogKind.NOTE, f"n{number}", data={"x": "x" * 200_000})
    _, link = look(session)
    texts = [entry["text"] for entry in link.last("welcome")["log"]]
    assert texts == [f"n{number}" for number in range(25, 30)]


async def test_a_delivery_loop_that_hangs_is_owed_a_bounded_part_of_the_log(
    session, gateway, look
):
    _, link = look(session)
    for number in range(400):
        gateway.log.append(0.0, LogKind.NOTE, f"n{number}", data={"x": "x" * 250_000})
    await link.until(lambda: link.of("log"))
    told = [header["entry"]["text"] for header in link.of("log")]
    assert told == [f"n{number}" for number in range(len(told))]
    assert 260 <= len(told) <= 280
    gateway.log.append(0.0, LogKind.NOTE, "after")
    await link.until(lambda: link.last("log")["entry"]["text"] == "after")


async def test_many_entries_in_one_turn_are_told_up_to_a_bound(session, gateway, look):
    _, link = look(session)
    for number in range(10_050):
        gateway.log.append(0.0, LogKind.NOTE, f"n{number}")
    await link.until(lambda: link.of("log"))
    assert len(link.of("log")) == 10_000


async def test_an_observer_may_remove_itself_or_another(session):
    calls = []

    def first(kind, value):
        calls.append("first")
        remove_first()
        remove_third()

    remove_first = session.add_observer(first)
    session.add_observer(lambda *_: calls.append("second"))
    remove_third = session.add_observer(lambda *_: calls.append("third"))
    session.notify(StatusNotice(SessionStatus.RUNNING))
    session.notify(StatusNotice(SessionStatus.PAUSED))
    assert calls == ["first", "second", "second"]


async def test_the_same_observer_twice_is_removed_once_at_a_time(session):
    calls = []

    def observe(kind, value):
        calls.append("seen")

    session.add_observer(observe)
    session.add_observer(observe)()
    session.notify(StatusNotice(SessionStatus.RUNNING))
    assert calls == ["seen"]
