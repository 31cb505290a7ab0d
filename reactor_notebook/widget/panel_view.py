"""Show one session's widget, here and again elsewhere."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from reactor_notebook.cell.display import current_shell
from reactor_notebook.widget.picture import fit_jpeg
from reactor_notebook.widget.static_output import FULL_BYTES, describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from reactor_notebook.widget.static_output import Snapshot
    from reactor_notebook.widget.widget import PanelWidget

_WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"


class PanelView:
    """The widget of a session as displays see it.

    Args:
        widget: What to show, ``None`` outside a notebook.
        snapshot: What to show once the widget is closed.
    """

    def __init__(
        self, widget: PanelWidget | None, snapshot: Callable[[], Snapshot]
    ) -> None:
        self._widget = widget
        self._snapshot = snapshot
        self._shown_by_load: int | None = None

    def show_in_loading_cell(self, text: str) -> None:
        """Show the panel now; the cell's own result then shows nothing more."""
        shell = current_shell()
        if shell is None or self._widget is None:
            return
        self._publish(text)
        self._shown_by_load = shell.execution_count

    def display(self, text: str) -> None:
        """Show the panel once more, unless this is the result of the loading cell."""
        shell = current_shell()
        shown_by_load, self._shown_by_load = self._shown_by_load, None
        if shell is not None and shown_by_load == shell.execution_count:
            return
        self._publish(text)

    def bundle(self, text: str) -> dict[str, object]:
        """Return what a display of the session contains, by mime type."""
        if self._widget is not None:
            view = {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self._widget.model_id,
            }
            return {"text/plain": text, _WIDGET_TYPE: view}
        snapshot = self._snapshot()
        result: dict[str, object] = {"text/plain": describe(snapshot)}
        if snapshot.pixels is not None:
            picture = fit_jpeg(snapshot.pixels, FULL_BYTES)
            result["image/jpeg"] = base64.b64encode(picture).decode()
        return result

    def close(self) -> None:
        """Close the widget; its views leave their pages."""
        widget, self._widget = self._widget, None
        if widget is not None:
            widget.close()

    def _publish(self, text: str) -> None:
        shell = current_shell()
        if shell is None:
            return
        shell.display_pub.publish(self.bundle(text), {})
