"""Frames of a model that has no ``Output``."""

import pytest

from reactor_runtime import ReactorModel, ReactorPipeline
from reactor_runtime.errors import ModelError
from reactor_runtime.session.entry import LogKind
from reactor_runtime.session.notices import ContractNotice
from reactor_runtime.testing import ModelDriver
from tests.runtime.engine.models import grey, levels, texts


class Plain(ReactorPipeline):
    fps = 25

    def inference(self):
        for level in range(1, 100):
            yield grey(level)


def test_a_bare_frame_is_shown_without_any_output():
    with ModelDriver(Plain) as driver:
        client = driver.connect()
        driver.step(3)
        assert levels(client) == [1, 2, 3]
        assert {frame.track for frame in client.frames} == {"main_video"}
        assert texts(driver, LogKind.CONTRACT_CHANGED) == []


def test_a_bare_frame_is_emitted_without_any_output():
    class Emitting(ReactorModel):
        fps = 25

        async def run(self):
            while True:
                await self.emit(grey(7))

    with ModelDriver(Emitting) as driver:
        client = driver.connect()
        driver.step(2)
        assert levels(client) == [7, 7]


async def show_all(model, picture):
    """Emit in a way that no reading of the class's own code finds."""
    while True:
        await getattr(model, "em" + "it")(picture)


class Hidden(ReactorModel):
    fps = 25

    async def run(self):
        await show_all(self, grey(9))


def test_a_bare_frame_that_nobody_foresaw_makes_the_track_and_tells_the_clients():
    with ModelDriver(Hidden) as driver:
        client = driver.connect()
        heard = []
        client.notify = heard.append
        assert driver.engine.gateway.contract.tracks == ()
        driver.step(3)
        assert levels(client) == [9, 9, 9]
        changed = [notice for notice in heard if isinstance(notice, ContractNotice)]
        assert [t.name for t in changed[0].contract.tracks] == ["main_video"]
        assert len(changed) == 1
        assert len(texts(driver, LogKind.CONTRACT_CHANGED)) == 1


def test_what_is_no_frame_makes_no_track():
    class Wrong(ReactorModel):
        async def run(self):
            await show_all(self, "a picture")

    with ModelDriver(Wrong) as driver:
        driver.connect()
        with pytest.raises(ModelError, match="main_video"):
            driver.step()
        assert driver.engine.gateway.contract.tracks == ()
