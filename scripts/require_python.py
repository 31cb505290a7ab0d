"""Say in one line which Python is needed, before anything is installed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - runs under whatever Python is there
    sys.exit(
        "Reactor Notebook needs Python 3.11 or newer, this is {}.{}. "
        "Try: make PYTHON=python3.11".format(*sys.version_info[:2])
    )
