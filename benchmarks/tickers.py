"""The peers' side of a kernel: the same pictures in other people's widgets."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from benchmarks.pictures import COUNT, Pixels, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

BREATH = 0.001
"""Seconds between two pictures where as many as possible are wanted."""

CREATED: dict[int, float] = {}
"""Unix time of each picture of the newest ticker, by number."""


class Ticker:
    """Shows pictures from the kernel's loop until it is stopped.

    Args:
        show: Takes one picture.
        pictures: The file.
        fps: Pictures per second, ``None`` for as many as go.
    """

    def __init__(
        self, show: Callable[[Pixels], None], pictures: str, fps: float | None
    ) -> None:
        self._show = show
        self._pictures = stored(pictures)
        self._fps = fps
        CREATED.clear()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """Show no more."""
        self._task.cancel()

    async def _run(self) -> None:
        number, started = 0, time.monotonic()
        while True:
            CREATED[number] = time.time()
            self._show(self._pictures[number % COUNT])
            number += 1
            wait = BREATH
            if self._fps is not None:
                wait = started + number / self._fps - time.monotonic()
            await asyncio.sleep(max(0, wait))


def remote_frame_buffer(
    pictures: str, width: int, height: int, fps: float | None
) -> tuple[Widget, Ticker]:
    """Show the pictures by jupyter_rfb."""
    import jupyter_rfb

    class View(jupyter_rfb.RemoteFrameBuffer):
        newest: Any = None

        def get_frame(self) -> Any:
            return self.newest

    view = View(css_width=f"{width}px", css_height=f"{height}px")

    def show(picture: Pixels) -> None:
        view.newest = picture
        view.request_draw()

    return view, Ticker(show, pictures, fps)


def image_widget(
    pictures: str, width: int, height: int, fps: float | None
) -> tuple[Widget, Ticker]:
    """Show the pictures by ipywidgets.Image, as JPEGs of the quality of ours."""
    import ipywidgets
    import simplejpeg

    view = ipywidgets.Image(format="jpeg", width=width, height=height)

    def show(picture: Pixels) -> None:
        view.value = simplejpeg.encode_jpeg(picture, quality=85, colorsubsampling="420")

    return view, Ticker(show, pictures, fps)
