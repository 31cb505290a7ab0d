"""The JupyterLab of the browser tests, for other browsers."""

from tests.browser.conftest import lab

__all__ = ["lab"]
