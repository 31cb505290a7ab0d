"""Note in the page when each frame is drawn."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Locator

_WATCH = """canvas => {
  const notes = canvas.notes = [];
  canvas.stopNoting?.();
  const note = ({detail}) => notes.push([
    (performance.timeOrigin + performance.now()) / 1000,
    detail.sequence, detail.created_at, detail.command]);
  canvas.addEventListener('reactor:drawn', note);
  canvas.stopNoting = () => canvas.removeEventListener('reactor:drawn', note);
}"""

_STEER = """(canvas, {slider, rounds, timeout}) => new Promise(async resolve => {
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
})"""

_READ_STAMPS = """(picture, {bits, square}) => {
  const copy = document.createElement('canvas');
  copy.width = bits * square; copy.height = square;
  const context = copy.getContext('2d', {willReadFrequently: true});
  const notes = picture.notes = [];
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
  picture.addEventListener('reactor:drawn', read);
}"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One frame that the page drew.

    Attributes:
        at: When, in seconds of Unix time.
        sequence: The frame's number on its track.
        created_at: When ``emit`` was called, on the engine's clock.
        command: Newest command that the frame contains.
    """

    at: float
    sequence: int
    created_at: float
    command: int


async def watch(canvas: Locator, seconds: float) -> list[Drawn]:
    """Note every frame drawn on *canvas* for *seconds*."""
    await canvas.evaluate(_WATCH)
    await asyncio.sleep(seconds)
    notes = await canvas.evaluate(
        "canvas => { canvas.stopNoting(); return canvas.notes; }"
    )
    return [Drawn(*note) for note in notes]


async def steer(canvas: Locator, slider: Locator, rounds: int) -> list[float]:
    """Move *slider* again and again; seconds until each move was in the picture.

    A move that shows nothing for 2 s is left out.
    """
    handle = await slider.element_handle()
    request = {"slider": handle, "rounds": rounds, "timeout": 2000}
    return [wait for wait in await canvas.evaluate(_STEER, request) if wait is not None]


async def read_stamps(
    picture: Locator, seconds: float, *, bits: int, square: int
) -> list[tuple[float, int]]:
    """Note which stamped picture the image or canvas shows, and since when."""
    await picture.evaluate(_READ_STAMPS, {"bits": bits, "square": square})
    await asyncio.sleep(seconds)
    notes = await picture.evaluate("picture => picture.notes.splice(0)")
    return [(at, int(number)) for at, number in notes]
