"""What the tests of controls share."""

import pytest

from tests.notebook.handle.drafts import DRAFTS
from tests.notebook.shells import MODELS


@pytest.fixture
async def drafts(notebook):
    await notebook.run(MODELS)
    await notebook.run(DRAFTS)
    await notebook.run("h = %reactor_load Drafts", "c1")
    return notebook.shell.user_ns["h"], notebook.shell.user_ns["used"]
