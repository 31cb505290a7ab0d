"""What anybody may send to ``reactor_runtime.wire``, and what must hold of it.

Each target is a property for Hypothesis. The examples of the panel protocol are the
corpus: most inputs are one of them, damaged.
"""

from __future__ import annotations

import json
import math
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st

from reactor_runtime.errors import WireError
from reactor_runtime.wire import panel
from reactor_runtime.wire.relay import is_proof, relay_proof
from tests.runtime.wire.reply_examples import REPLIES
from tests.runtime.wire.request_examples import REQUEST_BUFFERS, REQUEST_HEADERS

Check = TypeVar("Check", bound=Callable[..., None])


@dataclass(frozen=True)
class Target:
    """A property, and what it is fed."""

    check: Callable[..., None]
    inputs: tuple[st.SearchStrategy[Any], ...]


def target(*inputs: st.SearchStrategy[Any]) -> Callable[[Check], Check]:
    """List a property under its name."""

    def add(check: Check) -> Check:
        TARGETS[check.__name__] = Target(check, inputs)
        return check

    return add


LONGEST_ERROR = 2000
"""Characters of what a refusal says: it goes back to whoever sent it."""
SECONDS = 2.0
"""Of this thread's processor time, for one message."""
MEMORY_FACTOR = 200
"""Bytes of memory for each byte of a message, at most."""

TARGETS: dict[str, Target] = {}

ODD_NUMBERS = [
    -1, 0, 2**31, 2**53, 2**53 + 1, -(2**63), 10**308, 10**4299, -(10**4299), 1e308,
    5e-324, -0.0,
]  # fmt: skip
TOKENS = [
    b"[", b"]", b"{", b"}", b'"', b",", b":", b"[],", b'{"a":', b"null", b"NaN",
    b"1e999",
    b"-", b"9" * 50, b"\\ud800", b"\xed\xa0\x80", b"\xff", b"\x00", b'"buffers":[',
]  # fmt: skip

keys = st.sampled_from(sorted({key for one in REQUEST_HEADERS.values() for key in one}))
texts = st.text(st.characters(codec=None, categories=None), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts
    | st.sampled_from([*ODD_NUMBERS, "x" * 300, *REQUEST_HEADERS]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(keys | texts, inner, max_size=4)
    ),
    max_leaves=15,
)  # fmt: skip
buffers = st.lists(st.binary(max_size=20), max_size=3)


def corpus() -> list[bytes]:
    """Every request of the protocol, as a socket carries it."""
    return [
        panel.pack(header, REQUEST_BUFFERS.get(name, []))
        for name, header in REQUEST_HEADERS.items()
    ]


@st.composite
def headers(draw: st.DrawFn) -> dict[str, object]:
    """A request whose fields were exchanged, added and left out."""
    header = dict(draw(st.sampled_from(list(REQUEST_HEADERS.values()))))
    header |= draw(st.dictionaries(keys | texts, json_values, max_size=3))
    for key in draw(st.lists(st.sampled_from(sorted(header)), max_size=2)):
        header.pop(key, None)
    return header


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A message of the corpus with pieces put in, taken out and exchanged."""
    message = bytearray(draw(st.sampled_from(corpus())))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(message)))
        end = draw(st.integers(start, min(start + 12, len(message))))
        message[start:end] = draw(st.sampled_from(TOKENS) | st.binary(max_size=6))
    if draw(st.booleans()):
        # Most damage moves the header's end; a length that fits lets it be read.
        message[:4] = draw(st.integers(0, len(message))).to_bytes(4, "big")
    return bytes(message)


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A header that nobody's encoder wrote, and buffers that may fit it."""
    sizes = draw(st.lists(st.sampled_from([*ODD_NUMBERS, 1, 2]), max_size=18))
    header = {**draw(headers()), "buffers": draw(st.just(sizes) | json_values)}
    text = json.dumps(header, ensure_ascii=draw(st.booleans()))
    body = text.encode(errors="surrogatepass")
    return len(body).to_bytes(4, "big") + body + b"".join(draw(buffers))


@st.composite
def bulky(draw: st.DrawFn) -> bytes:
    """A header of up to 256 KiB of the same few signs."""
    token = draw(st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=6))
    body = b"[" + token * (draw(st.integers(1, 2**18)) // len(token))
    if draw(st.booleans()):
        body = b'{"type":"ping","id":' + body.rstrip(b",") + b"]}"
    return len(body).to_bytes(4, "big") + body


def is_refused(call: Callable[..., object], *arguments: object) -> bool:
    """Whether *call* refuses, as it may: by the wire's own error and shortly."""
    told = ""
    try:
        call(*arguments)
    except WireError as error:
        told = str(error)
    assert len(told) <= LONGEST_ERROR, f"{len(told)} characters"
    return told != ""


def receive(message: bytes) -> panel.PanelRequest:
    """Do what a socket does with what came."""
    return panel.decode(*panel.unpack(message))


@target(st.binary(max_size=200) | damaged() | written())
def message(message: bytes) -> None:
    """Any bytes are a request, or a refusal, in little time."""
    started = time.thread_time()
    is_refused(receive, message)
    assert time.thread_time() - started < SECONDS


@target(bulky())
def bulk(message: bytes) -> None:
    """What is large takes memory and time in proportion."""
    tracemalloc.start()
    started = time.thread_time()
    try:
        is_refused(receive, message)
        peak = tracemalloc.get_traced_memory()[1]
        assert peak <= MEMORY_FACTOR * len(message) + 2**20, f"{peak} bytes"
        assert time.thread_time() - started < 10 * SECONDS
    finally:
        tracemalloc.stop()


@target(headers() | json_values, buffers)
def header(header: object, buffers: list[bytes]) -> None:
    """Any JSON is a request, or a refusal, and the same over comm and socket."""
    if is_refused(panel.decode, header, buffers):
        return
    assert isinstance(header, dict)
    sent = {key: value for key, value in header.items() if key != "buffers"}
    assert receive(panel.pack(sent, buffers)) == panel.decode(header, buffers)


@target(
    st.sampled_from(list(REPLIES.values())),
    json_values
    | st.sampled_from([math.nan, np.float32(2), Path("a"), {1, 2}, 10**9999]),
    st.binary(max_size=20),
    st.data(),
)
def reply(
    reply: panel.PanelReply, value: object, payload: bytes, data: st.DataObject
) -> None:
    """Whatever a reply holds, it is sent as JSON that browsers read."""
    name = data.draw(st.sampled_from([field.name for field in fields(reply)]))
    changed = replace(reply, **{name: payload if name == "payload" else value})
    header, buffers = panel.encode(changed)
    read, views = panel.unpack(panel.pack(header, buffers))
    assert read == header
    assert [bytes(view) for view in views] == buffers


@target(texts, texts, texts)
def proof(shown: str, key: str, path: str) -> None:
    """Whatever is shown for a proof, it is none; a header may hold any byte."""
    assert not is_proof(shown, relay_proof("s" * 64, key, path))
