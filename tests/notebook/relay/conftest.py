"""A session without an engine, for panels to look at."""

import asyncio

import pytest

from reactor_runtime.streaming.pool import EncodePool
from reactor_runtime.transports.viewers.panel_session import PanelSession
from reactor_runtime.values import ClientId
from tests.runtime.transports.viewers.fakes import FakeGateway


@pytest.fixture
async def session():
    pool = EncodePool(asyncio.get_running_loop())
    yield PanelSession(
        FakeGateway(),
        ClientId("notebook"),
        name="Plasma",
        session_id="s-1",
        pool=pool,
    )
    pool.close()
