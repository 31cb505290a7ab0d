import pytest

from reactor_runtime.transports.viewers.panel_session import PanelSession
from reactor_runtime.transports.viewers.services import EngineViewers
from reactor_runtime.values import ClientId
from tests.runtime.transports.viewers.fakes import FakeClock, FakeGateway, FakeLink

HELLO = {"type": "hello", "version": 1, "codecs": ["jpeg"], "view": "v"}


@pytest.fixture
async def gateway():
    return FakeGateway()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def viewers(pool):
    """What the viewers of one engine share."""
    return EngineViewers(pool)


@pytest.fixture
def make_session(gateway, viewers, clock):
    def make(**options):
        return PanelSession(
            gateway,
            ClientId("notebook"),
            name="Plasma",
            session_id="s-1",
            viewers=viewers,
            **{"clock": clock, **options},
        )

    return make


@pytest.fixture
async def session(make_session):
    return make_session()


@pytest.fixture
def look():
    """Attach a viewer that has said hello; returns it with its link."""

    def attach(session, *, window=3, hello=HELLO):
        link = FakeLink()
        viewer = session.attach(link, "direct", window=window)
        if hello is not None:
            viewer.receive(hello, [])
        return viewer, link

    return attach
