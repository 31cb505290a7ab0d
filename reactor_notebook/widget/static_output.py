"""What a notebook shows of a session without a kernel: a line of text and a picture.

Both are ordinary outputs of the loading cell, updated under their display ids, so they
are saved with the notebook. A live panel hides them. All outputs of one kernel share a
budget: only the newest session keeps a full picture, a few before it keep thumbnails,
so a notebook stays small for any number of loads.
"""

from __future__ import annotations

import base64
import json
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reactor_notebook.cell.display import Bundle
from reactor_notebook.widget.picture import fit_jpeg, shrink
from reactor_runtime.printable import one_line
from reactor_runtime.session.status import SessionStatus

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reactor_runtime.values import JsonValue

# Of the JPEG; a notebook of any number of loads has so at most 24 + 8 x 3 = 48 kB of
# pictures (docs/decisions.md), a third more as base64.
FULL_BYTES = 24_000
THUMBNAIL_BYTES = 3_000
THUMBNAILS = 8
_TEXT_LIMIT = 400

PREFIX = "Reactor: "

Publish = Callable[[Bundle, str, bool], None]
"""``(bundle, display_id, is_update)``: show an output, or replace the one shown."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the static output tells of a session at one moment.

    Args:
        headline: Name and status, one line.
        values: Public state fields as JSON, ``None`` without a state.
        pixels: The newest picture, shape ``(height, width, 3)``, dtype ``uint8``,
            ``None`` before the first.
    """

    headline: str
    values: Mapping[str, JsonValue] | None = None
    pixels: npt.NDArray[np.uint8] | None = None


def as_last_seen(status: SessionStatus) -> str:
    """Return *status* in words that stay true when the kernel is gone.

    The text outlives the kernel, which a restart ends without another word.
    """
    is_final = status in (SessionStatus.FAILED, SessionStatus.STOPPED)
    return str(status) if is_final else f"last seen {status}"


def describe(snapshot: Snapshot) -> str:
    """Return the line of text for *snapshot*, at most 400 characters."""
    parts = [
        f"{name}={json.dumps(value, ensure_ascii=False)}"
        for name, value in (snapshot.values or {}).items()
    ]
    text = PREFIX + " · ".join(
        [snapshot.headline, *([", ".join(parts)] if parts else [])]
    )
    text = one_line(text[: 2 * _TEXT_LIMIT])
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"


class StaticOutput:
    """The two outputs of one session. Thread-safe.

    It keeps the pixels of the newest picture, and of one that has shrunk to a thumbnail
    no more than that needs.

    Args:
        publish: Shows a bundle, in whatever thread the caller of a method is.
        gallery: Decides how large this session's picture may be.
    """

    def __init__(self, publish: Publish, gallery: Gallery) -> None:
        self._publish = publish
        self._gallery = gallery
        self._lock = threading.Lock()
        self._id = uuid.uuid4().hex[:12]
        self._shown: dict[str, Bundle] = {}
        self._pixels: npt.NDArray[np.uint8] | None = None

    def open(self, headline: str) -> None:
        """Show the text, and an empty place for the picture."""
        with self._lock:
            self._show("text", {"text/plain": PREFIX + headline})
            self._show("picture", {"text/plain": ""})
        self._gallery.add(self)

    def update(self, snapshot: Snapshot) -> None:
        """Replace text and picture by *snapshot*; unchanged outputs are not sent."""
        with self._lock:
            self._show("text", {"text/plain": describe(snapshot)})
            if snapshot.pixels is not None:
                self._pixels = snapshot.pixels
            self._show_picture()

    def tell(self, headline: str) -> None:
        """Replace the text alone."""
        with self._lock:
            self._show("text", {"text/plain": PREFIX + headline})

    def redraw(self) -> None:
        """Show the picture anew at the size that the gallery now allows."""
        with self._lock:
            self._show_picture()

    def _show_picture(self) -> None:
        limit = self._gallery.limit(self)
        if self._pixels is None or limit == 0:
            self._pixels = None
            self._show("picture", {"text/plain": ""})
            return
        longest = 640 if limit == FULL_BYTES else 160
        if longest < max(self._pixels.shape[:2]) and limit < FULL_BYTES:
            self._pixels = shrink(self._pixels, longest)
        data = base64.b64encode(fit_jpeg(self._pixels, limit, longest)).decode()
        self._show("picture", {"image/jpeg": data, "text/plain": ""})

    def _show(self, part: str, bundle: Bundle) -> None:
        known = self._shown.get(part)
        if known == bundle:
            return
        self._shown[part] = bundle
        # A front end finds the output by its display id, whichever cell runs by now.
        self._publish(bundle, f"reactor-{part}-{self._id}", known is not None)


class Gallery:
    """How large each session's saved picture may be: the newest is large."""

    def __init__(self) -> None:
        self._outputs: list[StaticOutput] = []

    def add(self, output: StaticOutput) -> None:
        """Make *output* the newest; what was before it shrinks."""
        before = self._outputs[-THUMBNAILS - 1 :]
        self._outputs = [*before, output]
        for older in before:
            older.redraw()

    def limit(self, output: StaticOutput) -> int:
        """Return how many bytes the picture of *output* may have, 0 for none."""
        newest_first = list(reversed(self._outputs))
        if output not in newest_first:
            return 0
        rank = newest_first.index(output)
        if rank == 0:
            return FULL_BYTES
        return THUMBNAIL_BYTES if rank <= THUMBNAILS else 0
