"""What a session keeps leaves a real kernel within the bounds that are stated."""

import pytest

from tests.notebook.shells import MODELS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MIB = 2**20

MESSAGES, LOG, UPLOADS = 64, 32, 16
"""The bounds in MiB: the inbox's, the log's (messages are in both, and shared), and
64 KiB in memory of each of 256 uploads."""

ROOM = 64
"""MiB for what the allocator does not give back and the code that was loaded."""

TALKATIVE = """
class Numbers(ModelMessage):
    values: list


class Talkative(Ball):
    @event
    async def talk(self, count: int):
        for index in range(count):
            await self.send(Numbers(values=[index + n / 7 for n in range(1000)]))
"""


@pytest.fixture
def talkative(kernel):
    kernel.run(MODELS)
    kernel.run(TALKATIVE)
    kernel.run("h = %reactor_load Talkative", "c1")
    kernel.run("await h.send('talk', count=10)\nh.upload(bytes(1000))\nNone")
    yield kernel
    kernel.run("%reactor_stop")


def resident(kernel):
    """MiB of memory that the kernel's process holds."""
    kernel.run("import gc; gc.collect(); None")
    return kernel.process.memory_info().rss / MIB


def test_ten_thousand_messages_of_a_thousand_floats_stay_within_the_bounds(talkative):
    before = resident(talkative)
    for _ in range(10):
        talkative.run("await h.send('talk', count=1000); None")
    grown = resident(talkative) - before
    assert grown < MESSAGES + LOG + ROOM
    kept = int(talkative.value("len(h.messages)"))
    assert 1_000 < kept < 10_000
    assert talkative.value("h.messages[-1].values[0]") == "999.0"
    size = "sum(e.size for e in h.log if e.kind == 'message_sent')"
    assert int(talkative.value(size)) <= LOG * MIB


def test_two_hundred_uploads_of_a_megabyte_stay_within_the_bounds(talkative):
    before = resident(talkative)
    talkative.run(
        "import os\n"
        "sent = [h.upload(os.urandom(1_000_000), f'{n}.bin') for n in range(200)]"
    )
    grown = resident(talkative) - before
    assert grown < UPLOADS + ROOM
    assert talkative.value("len({reference.upload_id for reference in sent})") == "200"
    talkative.run(
        "last = os.urandom(1_000_000)\nprint((await h.send('take', file=last)).value)"
    )
