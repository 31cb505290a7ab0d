"""Bytes pass both ways unchanged, at the pace of who reads them."""

import asyncio
import contextlib
import random
import socket

import pytest
from tornado.iostream import IOStream, StreamClosedError

from reactor_notebook.relay.tunnel import Tunnel


@contextlib.asynccontextmanager
async def pumping(**options):
    """The page's and the kernel's far ends of a running tunnel, and the tunnel."""
    pairs = [socket.socketpair() for _ in range(2)]
    (page, inner_page), (kernel, inner_kernel) = [
        (IOStream(outer), IOStream(inner)) for outer, inner in pairs
    ]
    running = asyncio.create_task(Tunnel(inner_page, inner_kernel, **options).run())
    try:
        yield page, kernel, running
    finally:
        page.close()
        kernel.close()
        async with asyncio.timeout(5):
            await running


@pytest.fixture
async def ends():
    """Both far ends of a tunnel that silence does not end while a test is slow."""
    async with pumping() as ends:
        yield ends


async def test_bytes_pass_unchanged_and_in_order(ends):
    page, kernel, _ = ends
    data = random.Random(0).randbytes(3 * 2**20)

    async def answer():
        got = await kernel.read_bytes(len(data))
        await kernel.write(got[::-1])

    answering = asyncio.create_task(answer())
    writing = page.write(data)
    assert await page.read_bytes(len(data)) == data[::-1]
    await writing
    await answering


@pytest.mark.parametrize("sender", [0, 1])
async def test_a_slow_reader_slows_the_writer_down(ends, sender):
    writer, reader = ends[sender], ends[1 - sender]
    chunk = bytes(2**20)
    taken = 0
    with contextlib.suppress(TimeoutError):
        while taken < 64:
            async with asyncio.timeout(0.1):
                await writer.write(chunk)
            taken += 1
    assert taken < 16
    # Everything that was accepted arrives once somebody reads.
    await reader.read_bytes(taken * len(chunk))


@pytest.mark.parametrize("closing", [0, 1])
async def test_when_one_side_ends_the_other_hears_it_after_the_last_byte(ends, closing):
    leaving, staying, running = ends[closing], ends[1 - closing], ends[2]
    await leaving.write(b"goodbye")
    assert await staying.read_bytes(7) == b"goodbye"
    leaving.close()
    with pytest.raises(StreamClosedError):
        await staying.read_bytes(1)
    await running


async def test_a_link_on_which_one_side_is_silent_ends():
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with pumping(idle=0.2) as (page, kernel, running):
        with contextlib.suppress(StreamClosedError):
            while not running.done() and loop.time() < began + 20:
                await kernel.write(b"ping")
                await page.read_bytes(4)
        async with asyncio.timeout(5):
            await running
        assert loop.time() - began >= 0.19


async def test_it_leaves_no_task_behind(ends):
    page, _, running = ends
    page.close()
    await running
    assert [t for t in asyncio.all_tasks() if "_pass" in repr(t.get_coro())] == []
