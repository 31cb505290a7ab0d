import asyncio

import pytest

from reactor_runtime.streaming.pool import EncodePool


@pytest.fixture
async def pool():
    pool = EncodePool(asyncio.get_running_loop())
    yield pool
    pool.close()
