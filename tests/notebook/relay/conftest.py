"""A session without an engine, and a real Jupyter Server that relays its panel."""

import asyncio

import pytest

from reactor_notebook.relay.registration import (
    Registration,
    registration_path,
    write_registration,
)
from reactor_runtime.streaming.pool import EncodePool
from reactor_runtime.transports.viewers.panel_session import PanelSession
from reactor_runtime.transports.viewers.services import EngineViewers
from reactor_runtime.transports.viewers.websocket import PanelSocketServer
from reactor_runtime.values import ClientId
from tests.browser.lab import LabServer
from tests.notebook.relay.authorizers import Readers
from tests.runtime.transports.viewers.fakes import FakeGateway

BASE_URL = "/user/ann/"


@pytest.fixture
async def session():
    pool = EncodePool(asyncio.get_running_loop())
    yield PanelSession(
        FakeGateway(),
        ClientId("notebook"),
        name="Plasma",
        session_id="s-1",
        viewers=EngineViewers(pool),
    )
    pool.close()


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    server = LabServer(
        tmp_path_factory.mktemp("jupyter"),
        app="jupyter_server",
        base_url=BASE_URL,
        options={
            "ServerApp.authorizer_class": f"{Readers.__module__}.{Readers.__name__}"
        },
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def kernel_id(jupyter):
    return jupyter.request("POST", "kernels", {"name": "python3"})["id"]


@pytest.fixture
async def panels(session):
    """The panel socket that the kernel would have, with one session."""
    registration = Registration.new(0)
    server = PanelSocketServer(relay_secret=registration.secret)
    await server.start()
    server.registration = Registration(server.port, registration.secret)
    server.session = session
    server.token = server.register("s-1", session)
    yield server
    await server.stop()


@pytest.fixture
def registered(jupyter, kernel_id, panels, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(jupyter.runtime))
    write_registration(kernel_id, panels.registration)
    yield kernel_id
    registration_path(kernel_id).unlink(missing_ok=True)
