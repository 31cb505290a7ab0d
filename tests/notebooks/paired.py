"""Runs of one model that differ in one command and in nothing else."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reactor_runtime.testing import ModelDriver

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reactor_runtime import ReactorModel


WARM_UP = 3
"""Steps before the change, so that it meets a picture that lives already."""


@dataclass(frozen=True)
class Change:
    """One command, and how long to wait for what it does.

    Args:
        command: Its name.
        data: Its arguments.
        steps: Steps after the command, before the picture is taken.
        upload: Bytes of a PNG for its argument ``image``, if it takes one.
        share: Smallest share of pixels that must differ.
    """

    command: str
    data: dict[str, object] = field(default_factory=dict)
    steps: int = 4
    upload: bytes | None = None
    share: float = 0.05


def picture(
    model: type[ReactorModel], steps: int, change: Change | None = None
) -> npt.NDArray[np.uint8]:
    """Return the picture *steps* after the change, or after as many without one."""
    with ModelDriver(model) as driver:
        client = driver.connect()
        driver.step(WARM_UP)
        if change is not None:
            data = dict(change.data)
            if change.upload is not None:
                data["image"] = client.upload("seed.png", change.upload, "image/png")
            client.send(change.command, **data)
        driver.step(steps)
        return client.frame().pixels.copy()


@functools.cache
def undisturbed(model: type[ReactorModel], steps: int) -> npt.NDArray[np.uint8]:
    """Return the picture of the run without a change, which many pairs share."""
    return picture(model, steps)


def changed_share(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    """Return the share of pixels that differ by more than noise."""
    apart = abs(one.astype(int) - other.astype(int)).max(axis=-1)
    return float((apart > 8).mean())
