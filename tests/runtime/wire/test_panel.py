import base64
import contextlib
import json
import math
import os
import types
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reactor_runtime.errors import WireError
from reactor_runtime.wire import panel
from tests.runtime.wire.reply_examples import REPLIES
from tests.runtime.wire.request_examples import (
    REQUEST_BUFFERS,
    REQUEST_HEADERS,
    REQUESTS,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "panel"


def check_golden(path, header, buffers, **more):
    golden = {
        "header": header,
        "buffers": [base64.b64encode(buffer).decode() for buffer in buffers],
        **more,
    }
    if os.environ.get("REACTOR_WRITE_GOLDENS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(golden, indent=2) + "\n")
    assert json.loads(path.read_text()) == golden


@pytest.mark.parametrize("name", REPLIES)
def test_every_reply_is_sent_as_its_golden_says(name):
    header, buffers = panel.encode(REPLIES[name])
    check_golden(FIXTURES / "replies" / f"{name}.json", header, buffers)


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_is_read_as_its_golden_says(name):
    header, buffers = REQUEST_HEADERS[name], REQUEST_BUFFERS.get(name, [])
    check_golden(FIXTURES / "requests" / f"{name}.json", header, buffers)
    assert panel.decode(header, buffers) == REQUESTS[name]


def test_a_packed_message_is_what_its_golden_says():
    header, buffers = panel.encode(REPLIES["frame"])
    packed = base64.b64encode(panel.pack(header, buffers)).decode()
    check_golden(FIXTURES / "packed.json", header, buffers, packed=packed)


def test_the_examples_cover_every_class_of_the_protocol():
    assert {type(reply) for reply in REPLIES.values()} == set(
        get_args(panel.PanelReply)
    )
    assert {type(request) for request in REQUESTS.values()} == set(
        get_args(panel.PanelRequest)
    )


def test_unknown_fields_are_ignored():
    header = {**REQUEST_HEADERS["ping"], "mood": "good"}
    assert panel.decode(header) == REQUESTS["ping"]


def test_an_unknown_type_is_refused_naming_the_known_ones():
    with pytest.raises(WireError, match=r"'dance'.*hello, command"):
        panel.decode({"type": "dance"})


def test_another_version_of_the_protocol_is_refused_with_the_remedy():
    with pytest.raises(WireError, match=r"must be 1, got 2.*Reload"):
        panel.decode({**REQUEST_HEADERS["hello"], "version": 2})


WRONG = [None, True, -1, 2**60, 1.5, "x" * 2000, [], [1], {"a": 1}, math.nan]


@pytest.mark.parametrize("name", REQUEST_HEADERS)
def test_a_field_of_a_wrong_type_only_ever_raises_a_wire_error(name):
    header, buffers = REQUEST_HEADERS[name], REQUEST_BUFFERS.get(name, [])
    refused = 0
    for field in header:
        for value in WRONG:
            try:
                panel.decode({**header, field: value}, buffers)
            except WireError:
                refused += 1
        try:
            panel.decode({k: v for k, v in header.items() if k != field}, buffers)
        except WireError:
            refused += 1
    assert refused >= len(header)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("command", "data", [1]),
        ("command", "data", {"x": math.inf}),
        ("command", "data", {"x": "\ud800"}),
        ("command", "data", {"x": b"bytes"}),
        ("command", "uploads", {"image": 3}),
        ("command", "frame", -1),
        ("command", "frame", True),
        ("ack", "sequence", "42"),
        ("ack", "drawn_at", "now"),
        ("visible", "visible", 1),
        ("control", "action", "explode"),
        ("control", "count", 0),
        ("control", "count", 10**9),
        ("upload_begin", "size", -1),
        ("upload_begin", "size", 2.0),
        ("upload_begin", "event", "explode"),
        ("upload_chunk", "offset", -4),
        ("media", "codec", "h264"),
        ("media", "codec", "pcm_s16le"),  # without a sample_rate
        ("media_sound", "sample_rate", 999),
        ("media_sound", "sample_rate", 48_000.0),
        ("media_sound", "pts", "now"),
        ("hello", "codecs", "jpeg"),
        ("ping", "id", None),
    ],
)
def test_a_wrong_field_is_refused_naming_it(name, field, value):
    buffers = REQUEST_BUFFERS.get(name, [])
    with pytest.raises(WireError) as caught:
        panel.decode({**REQUEST_HEADERS[name], field: value}, buffers)
    named = "sample_rate" if value == "pcm_s16le" else field
    assert named in str(caught.value) or "not JSON" in str(caught.value)


@pytest.mark.parametrize("payload", [b"", b"\x01\x00\x02"])
def test_sound_that_is_no_whole_number_of_samples_is_refused(payload):
    with pytest.raises(WireError, match=f"2 bytes for each.*{len(payload)} bytes"):
        panel.decode(REQUEST_HEADERS["media_sound"], [payload])


@pytest.mark.parametrize("name", ["upload_chunk", "media", "media_sound"])
@pytest.mark.parametrize("buffers", [[], [b"a", b"b"]])
def test_a_request_with_the_wrong_number_of_buffers_is_refused(name, buffers):
    with pytest.raises(WireError, match="exactly one buffer"):
        panel.decode(REQUEST_HEADERS[name], buffers)


def test_nesting_without_end_is_refused():
    data: dict[str, object] = {}
    for _ in range(200):
        data = {"x": data}
    with pytest.raises(WireError, match="nested"):
        panel.decode({**REQUEST_HEADERS["command"], "data": data})
    circle: dict[str, object] = {}
    circle["x"] = circle
    with pytest.raises(WireError, match="not JSON"):
        panel.decode({**REQUEST_HEADERS["command"], "data": circle})


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
headers = st.dictionaries(
    st.text().filter(lambda key: key != "buffers"), json_values, max_size=5
)


@given(header=headers, buffers=st.lists(st.binary(max_size=50), max_size=5))
def test_what_is_packed_is_unpacked(header, buffers):
    again, views = panel.unpack(panel.pack(header, buffers))
    assert again == header
    assert [bytes(view) for view in views] == buffers


@given(st.binary(max_size=300))
def test_unpacking_garbage_only_ever_raises_a_wire_error(message):
    with contextlib.suppress(WireError):
        panel.unpack(message)


@given(header=headers, flips=st.lists(st.tuples(st.integers(0), st.integers(0, 255))))
def test_unpacking_a_damaged_message_only_ever_raises_a_wire_error(header, flips):
    message = bytearray(panel.pack(header, [b"abc"]))
    for position, value in flips:
        message[position % len(message)] = value
    with contextlib.suppress(WireError):
        panel.unpack(message)


@given(
    name=st.sampled_from(sorted(REQUEST_HEADERS)),
    changes=st.dictionaries(
        st.sampled_from(
            sorted({key for header in REQUEST_HEADERS.values() for key in header})
        ),
        json_values,
    ),
    buffers=st.lists(st.binary(max_size=5), max_size=2),
)
def test_decoding_garbage_only_ever_raises_a_wire_error(name, changes, buffers):
    with contextlib.suppress(WireError):
        panel.decode({**REQUEST_HEADERS[name], **changes}, buffers)


@given(json_values)
def test_decoding_what_is_no_header_raises_a_wire_error(value):
    with pytest.raises(WireError):
        panel.decode(value)


def message(text, *buffers):
    return len(text).to_bytes(4, "big") + text + b"".join(buffers)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00",
        b"\x00\x00\x00\x05{}",
        b"\xff\xff\xff\xff{}",
        message(b"[]"),
        message(b"\xff\xfe"),
        message(b'{"x": NaN}'),
        message(b'{"x": 1e999}'),
        message(b"[" * 100_000),
        message(b'{"x": ' + b"9" * 10_000 + b"}"),
        message(b'{"buffers": 3}'),
        message(b'{"buffers": [3]}', b"ab"),
        message(b'{"buffers": [-1, 3]}', b"ab"),
        message(b'{"buffers": [true]}', b"a"),
        message(b'{"buffers": [1e3]}', b"a"),
        message(b'{"buffers": []}', b"a"),
        message(b'{"buffers": [' + b"0," * 50 + b"0]}"),
        message(b'{"buffers": [' + b",".join([b"9" * 4300] * 16) + b"]}"),
    ],
)
def test_a_malformed_message_is_refused(data):
    with pytest.raises(WireError):
        panel.unpack(data)


def test_a_refusal_is_short_whatever_the_name_of_the_field():
    header = {**REQUEST_HEADERS["command"], "uploads": {"x" * 10_000: 3}}
    with pytest.raises(
        WireError, match=r"'uploads\.xxx.*an upload's id, got 3"
    ) as told:
        panel.decode(header)
    assert len(str(told.value)) < 200


def test_what_json_lacks_is_sent_as_something_browsers_read():
    value = {
        "nan": math.nan,
        "inf": [math.inf],
        "large": [10**308, 10**309, -(10**9999)],
        "numpy": (np.float32(0.5), np.int64(3)),
        "proxy": types.MappingProxyType({1: None}),
        "object": Path("a/b"),
    }
    assert panel.plain(value) == {
        "nan": None,
        "inf": [None],
        "large": [10**308, None, None],
        "numpy": [0.5, 3],
        "proxy": {"1": None},
        "object": "a/b",
    }
