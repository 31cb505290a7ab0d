"""The command line: ``reactor <command>``.

Each command is an entry point of the group ``reactor.commands``, a function that adds
its own parser; so a package above this one brings its commands along.
"""

from __future__ import annotations

import argparse
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUP = "reactor.commands"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments*, by default the process's, name.

    Returns:
        The exit status: 0 if all went well, 1 if the command could not do it, 2 if
        there is no such command.
    """
    parser = argparse.ArgumentParser(prog="reactor", description="Live video models.")
    commands = parser.add_subparsers(metavar="command", required=True)
    for found in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        found.load()(commands)
    chosen = parser.parse_args(arguments)
    status: int = chosen.run(chosen)
    return status
