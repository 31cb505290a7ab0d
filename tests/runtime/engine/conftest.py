"""Every kind of exception that a model's code may raise."""

import asyncio

import pytest


class Foul(BaseException):
    pass


EXITS = {
    "an exception": lambda: ValueError("plain"),
    "GeneratorExit": GeneratorExit,
    "SystemExit": lambda: SystemExit(3),
    "CancelledError": asyncio.CancelledError,
    "BaseException": lambda: Foul("play"),
    "BaseExceptionGroup": lambda: BaseExceptionGroup("many", [Foul("play")]),
    "StopIteration": StopIteration,
    "StopAsyncIteration": StopAsyncIteration,
}


@pytest.fixture(params=EXITS)
def leave(request):
    """Raises an exception of one of all the kinds that there are, however called."""

    def leave(*_, **__):
        raise EXITS[request.param]()

    return leave
