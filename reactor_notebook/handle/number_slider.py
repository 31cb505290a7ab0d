"""A slider that stops at the contract's marks, with an exact number box beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import ipywidgets  # type: ignore[import-untyped]

from reactor_notebook.handle.assigned import Assigned, FloatTrait

if TYPE_CHECKING:
    from reactor_runtime.contract.controls import SliderControl

BOX_WIDTH = "12em"


class NumberSlider(Assigned, ipywidgets.HBox):  # type: ignore[misc]
    """A number between two ends.

    ipywidgets' own ``FloatSlider`` steps from its lower end and rounds whatever it
    shows to such a step, also what Python set. Here the slider counts marks, so that
    both ends and the default are in reach, and the box shows and takes every number.

    Args:
        control: What the contract says of the number.

    Attributes:
        value: The number; setting it moves both.
        slider: Goes over the marks, from 0.
        box: Says the number.
    """

    value = FloatTrait(0.0)

    def __init__(self, control: SliderControl) -> None:
        self._marks = control.marks
        self.min, self.max = float(control.minimum), float(control.maximum)
        self.step = float(control.step)
        self.slider = ipywidgets.IntSlider(
            min=0,
            max=len(self._marks) - 1,
            readout=False,
            description=control.label,
            tooltip=control.description,
        )
        self.box = ipywidgets.FloatText(
            step=control.step,
            tooltip=control.description,
            layout=ipywidgets.Layout(width=BOX_WIDTH),
        )
        self._is_placing = False
        super().__init__([self.slider, self.box])
        self.observe(self._place, names="value")
        self.slider.observe(self._dragged, names="value")
        self.box.observe(self._typed, names="value")
        self.value = self.min
        self._place()

    @property
    def description(self) -> str:
        """What a person calls the number."""
        return str(self.slider.description)

    def _dragged(self, _: Any) -> None:
        if not self._is_placing:
            self.value = self._marks[self.slider.value]

    def _typed(self, _: Any) -> None:
        if not self._is_placing:
            self.value = self.box.value

    def _place(self, _: Any = None) -> None:
        self._is_placing = True
        try:
            self.box.value = self.value
            if math.isfinite(self.value):
                self.slider.value = self._marks.nearest(self.value)
        finally:
            self._is_placing = False
