"""What a viewer needs of whatever carries it, and of whatever does things for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.panel import (
        Header,
        PresetAsked,
        PresetsTold,
        TuneAsked,
        TuningTold,
    )


class PanelLink(Protocol):
    """One way to one panel. Methods run on the delivery side's loop, none waits."""

    def send(self, header: Header, buffers: list[bytes]) -> None:
        """Send one message of the panel protocol, in order.

        A link whose queue is full closes itself and, from then on, drops.
        """

    def close(self) -> None:
        """End the link once what was sent is gone, where it belongs to the viewer."""


class PresetShelf(Protocol):
    """Where the values of a session are kept under names. Called from any thread."""

    @property
    def limit(self) -> int:
        """Most bytes of a preset that was shared."""

    def answer(self, asked: PresetAsked) -> PresetsTold:
        """Do what a panel asks; it may take as long as files take."""


class TuningBench(Protocol):
    """Where the limits of parameters are changed. Called from any thread."""

    def watch(self, told: Callable[[Mapping[str, JsonValue]], object]) -> None:
        """Call *told*, in some thread, with how the tuning stands, when that changes.

        It takes the place of what was told before.
        """

    def answer(self, asked: TuneAsked) -> TuningTold:
        """Do what a panel asks; it may take as long as files, or a page, take."""
