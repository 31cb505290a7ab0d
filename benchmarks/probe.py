"""Scripts that note in the page what was drawn, what came in, and what answered."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.pictures import BITS, SQUARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Locator, Page

    from benchmarks.chromium import Tab

_SOCKETS = """(blocked => {
  const Native = window.WebSocket;
  const seen = window.benchSockets = {bytes: 0, panel: null};
  window.WebSocket = class extends Native {
    constructor(url, protocols) {
      const isBlocked = blocked.some(part => String(url).includes(part));
      super(isBlocked ? 'ws://127.0.0.1:9/blocked' : url, protocols);
      if (/\\/reactor\\/relay\\/|\\/panel\\//.test(String(url))) seen.panel = this;
      this.addEventListener('message', ({data}) => {
        seen.bytes += data.byteLength ?? data.size ?? data.length;
      });
    }
  };
  window.benchNoteInto = (notes, stop) => {
    let started, bytes;
    const begin = () => { started = performance.now(); bytes = seen.bytes; };
    const take = () => ({notes: notes.splice(0), bytes: seen.bytes - bytes,
      seconds: (performance.now() - started) / 1000});
    begin();
    window.benchWatch = {begin, take, stop};
  };
})(%s)"""

_WATCH = """() => {
  window.benchWatch?.stop();
  const notes = [];
  const note = ({detail}) => notes.push([
    (performance.timeOrigin + performance.now()) / 1000, detail.sequence,
    detail.created_at, detail.command, detail.quality, detail.coded_width]);
  document.addEventListener('reactor:drawn', note);
  benchNoteInto(notes, () => document.removeEventListener('reactor:drawn', note));
}"""

_READ_STAMPS = """(picture, {bits, square}) => {
  window.benchWatch?.stop();
  const copy = document.createElement('canvas');
  copy.width = bits * square; copy.height = square;
  const context = copy.getContext('2d', {willReadFrequently: true});
  const notes = [];
  const read = () => {
    const now = (performance.timeOrigin + performance.now()) / 1000;
    context.drawImage(picture, 0, 0, copy.width, square, 0, 0, copy.width, square);
    const data = context.getImageData(0, square / 2, copy.width, 1).data;
    let number = 0;
    for (let bit = 0; bit < bits; bit++)
      if (data[4 * (bit * square + square / 2)] > 127) number |= 1 << bit;
    notes.push([now, number]);
  };
  picture.addEventListener('load', read);
  benchNoteInto(notes, () => picture.removeEventListener('load', read));
}"""

_PLAN = """({delay, seconds}) => {
  const watch = benchWatch;
  setTimeout(() => {
    const warm = watch.take();
    watch.begin();
    setTimeout(() => { watch.planned = [warm, watch.take()]; }, 1000 * seconds);
  }, 1000 * delay);
}"""

_TAKE = "() => benchWatch.take()"

_STEER = """(canvas, {slider, rounds, timeout, settle}) => { window.benchAnswer =
  new Promise(async resolve => {
  await new Promise(done => setTimeout(done, settle));
  const waits = [];
  let command = Number(canvas.dataset.command || 0);
  for (let round = 0; round < rounds; round++) {
    await new Promise(done => setTimeout(done, 90 + 37 * (round % 7)));
    const wait = await new Promise(done => {
      const started = performance.now();
      const finish = value => {
        clearTimeout(timer);
        canvas.removeEventListener('reactor:drawn', note);
        done(value);
      };
      const note = ({detail}) => {
        if (detail.command <= command) return;
        command = detail.command;
        finish((performance.now() - started) / 1000);
      };
      const timer = setTimeout(() => finish(null), timeout);
      canvas.addEventListener('reactor:drawn', note);
      slider.value = String((round % 9 + 1) / 10);
      slider.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
    });
    waits.push(wait);
  }
  resolve(waits);
}); }"""

_ECHO = """({rounds, timeout, settle}) => { window.benchAnswer =
  new Promise(async resolve => {
  await new Promise(done => setTimeout(done, settle));
  const socket = benchSockets.panel;
  const trips = [];
  for (let round = 0; round < rounds; round++) {
    await new Promise(done => setTimeout(done, 20 + 7 * (round % 5)));
    const id = `bench:${round}`;
    const header = new TextEncoder().encode(
      JSON.stringify({type: 'ping', id, buffers: []}));
    const message = new Uint8Array(4 + header.length);
    new DataView(message.buffer).setUint32(0, header.length);
    message.set(header, 4);
    trips.push(await new Promise(done => {
      const started = performance.now();
      const finish = value => {
        clearTimeout(timer);
        socket.removeEventListener('message', note);
        done(value);
      };
      const note = ({data}) => {
        const arrived = performance.now();
        const length = new DataView(data).getUint32(0);
        const text = new TextDecoder().decode(new Uint8Array(data, 4, length));
        const answer = JSON.parse(text);
        if (answer.type === 'pong' && answer.id === id)
          finish((arrived - started) / 1000);
      };
      const timer = setTimeout(() => finish(null), timeout);
      socket.addEventListener('message', note);
      socket.send(message);
    }));
  }
  resolve(trips);
}); }"""

SETTLE_SECONDS = 0.5
"""The page begins to ask so long after it was told to, when it is left to itself."""

_TIMES = {"timeout": 2000, "settle": 1000 * SETTLE_SECONDS}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One frame that the page drew.

    Attributes:
        at: When the page heard of it, in seconds of Unix time.
        sequence: The frame's number on its track.
        created_at: When ``emit`` was called, on the engine's clock.
        command: Newest command that the frame contains.
        quality: Of the encoded picture, 1 to 100.
        coded_width: Of the encoded picture, in pixels.
    """

    at: float
    sequence: int
    created_at: float
    command: int
    quality: int
    coded_width: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a page noted since it was asked to.

    Attributes:
        notes: One list of numbers for each drawing, since the last taking.
        bytes: That came in over all its WebSockets, since the beginning.
        seconds: Since the beginning.
    """

    notes: list[list[Any]]
    bytes: int
    seconds: float

    @property
    def drawn(self) -> list[Drawn]:
        """The notes of :func:`watch`."""
        return [Drawn(*note) for note in self.notes]

    @property
    def stamps(self) -> list[tuple[float, int]]:
        """The notes of :func:`read_stamps`: when, in Unix time, and which picture."""
        return [(float(at), int(number)) for at, number in self.notes]


async def prepare(page: Page, blocked: Sequence[str]) -> None:
    """Count what comes in over WebSockets, and block those with such an address.

    Must be called before the page is loaded.
    """
    await page.add_init_script(script=_SOCKETS % json.dumps(list(blocked)))


async def watch(page: Page | Tab) -> None:
    """Note every frame drawn by panels from now on."""
    await page.evaluate(_WATCH)


async def read_stamps(picture: Locator) -> None:
    """Note from now on which stamped picture an ``<img>`` shows, as it loads."""
    await picture.evaluate(_READ_STAMPS, {"bits": BITS, "square": SQUARE})


async def plan(page: Page, delay: float, seconds: float) -> None:
    """Have the page take by itself what it notes, *delay* from now for *seconds*."""
    await page.evaluate(_PLAN, {"delay": delay, "seconds": seconds})


async def planned(page: Page) -> tuple[Taken, Taken]:
    """What the page noted before, and in, the seconds of its :func:`plan`."""
    await page.wait_for_function("benchWatch.planned")
    before, taken = await page.evaluate("benchWatch.planned")
    return Taken(**before), Taken(**taken)


async def take(page: Page | Tab) -> Taken:
    """What was noted since the last taking. The noting goes on."""
    return Taken(**await page.evaluate(_TAKE))


async def watch_for(page: Page | Tab, seconds: float) -> Taken:
    """Note every frame drawn by panels for *seconds*."""
    await watch(page)
    await asyncio.sleep(seconds)
    return await take(page)


async def steer(canvas: Locator, slider: Locator, rounds: int) -> None:
    """Have the page move *slider* again and again and time each move's picture."""
    handle = await slider.element_handle()
    request = {"slider": handle, "rounds": rounds, **_TIMES}
    await canvas.evaluate(_STEER, request)


async def echo(page: Page, rounds: int) -> None:
    """Have the page ask the I/O thread over the panel's socket and time each answer."""
    await page.evaluate(_ECHO, {"rounds": rounds, **_TIMES})


async def answers(page: Page) -> list[float]:
    """Wait for the end of :func:`steer` or :func:`echo`; the seconds that each took.

    What had no answer for 2 s is left out.
    """
    return [trip for trip in await page.evaluate("benchAnswer") if trip is not None]
