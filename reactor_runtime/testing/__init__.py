"""Step a model by hand, on virtual time, in a test of its author's.

::

    def test_brightness_changes_the_picture():
        with ModelDriver(MyModel) as driver:
            client = driver.connect()
            client.send("set_brightness", brightness=0.5)
            driver.step(3)
            assert client.frame().pixels.max() == 128

Nothing sleeps: time passes when nothing is left to do, by as much as the next timer
says. What the model computes takes no time, unless it calls ``driver.clock.advance``.
"""

from reactor_runtime.engine.virtual import VirtualClock, VirtualLoop
from reactor_runtime.testing.clients import DriverClient, DriverSession
from reactor_runtime.testing.driver import ModelDriver
from reactor_runtime.transports.inprocess import Message

__all__ = [
    "DriverClient",
    "DriverSession",
    "Message",
    "ModelDriver",
    "VirtualClock",
    "VirtualLoop",
]
