"""What a type checker must see of what a test or a notebook holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_type

import reactor_notebook
import reactor_runtime.interface
from reactor_notebook import (
    Handle,
    reactor_load,
    reactor_share,
    reactor_status,
    reactor_stop,
)
from reactor_runtime import ReactorPipeline
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.target import Target, resolve_target
from reactor_runtime.errors import CommandError, CommandRejectedError, ReactorError
from reactor_runtime.log import Logger, get_logger
from reactor_runtime.paths import get_weights_path
from reactor_runtime.testing import DriverClient, Message, ModelDriver

if TYPE_CHECKING:
    from pathlib import Path

assert_type(reactor_runtime.interface.__version__, str)
assert_type(reactor_notebook.__version__, str)
assert_type(get_logger("model"), Logger)


class Grey(ReactorPipeline):
    """A model."""


def drive(folder: Path) -> None:
    """What a model's author writes in a test."""
    with ModelDriver(Grey, config={"level": 1}) as driver:
        client = driver.connect()
        assert_type(client, DriverClient)
        assert_type(client.send("reset"), Message | None)
        assert_type(driver.state, Any)
        driver.step(3)
        driver.step("3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        driver.stop()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    ModelDriver(int)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    target = resolve_target(str(folder))
    assert_type(target, Target)
    assert_type(ModelContract.of(target.model), ModelContract)
    assert_type(get_weights_path(), "Path")


def refused(client: DriverClient) -> str:
    """What is caught."""
    try:
        client.send("paint", x=2)
    except CommandRejectedError as error:
        assert_type(error.code, str)
        return error.code
    except (CommandError, ReactorError):
        return "failed"
    return ""


async def hold() -> None:
    """What a person types in a notebook."""
    handle = reactor_load(Grey, thread=True, quality=70)
    assert_type(handle, Handle)
    await handle
    await handle.send("paint", x=0.5)
    await handle.pause()
    handle.upload(b"data")
    handle.bright()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    reactor_load(Grey, qualty=70)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    reactor_load(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(reactor_status(), str)
    reactor_stop("Grey")
    reactor_share("demo.ipynb")
