"""What the tests of loaded models share."""

import pytest

from tests.notebook.loaded.gardens import cell


@pytest.fixture(params=["", "--thread"], ids=["kernel's loop", "own thread"])
async def garden(notebook, request):
    await notebook.run(cell())
    await notebook.run(f"h = %reactor_load Garden {request.param}", "c1")
    return notebook, notebook.shell.user_ns["h"]
