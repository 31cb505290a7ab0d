"""The magics: parse a line, call the function, translate the error."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments

from reactor_notebook.cell.pending import completed, settle
from reactor_notebook.options import PRINTS, LoadOptions
from reactor_notebook.sharing.command import reactor_share as share
from reactor_runtime.errors import ModelLoadError, ReactorError
from reactor_runtime.values import Codec

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from reactor_notebook.controller import Controller


_ONE_SESSION = argument(
    "name",
    nargs="*",
    help="The session's name, as %%reactor_status lists it; without it, every session.",
)


@magics_class
class ReactorMagics(Magics):
    """``%reactor_load``, ``_stop``, ``_status``, ``_export`` and ``_share``.

    Args:
        shell: Where they are registered.
        controller: What does the work.
    """

    def __init__(self, shell: InteractiveShell, controller: Controller) -> None:
        super().__init__(shell)
        self._controller = controller

    @magic_arguments()
    @argument(
        "target",
        help="A model class of this notebook, module:Class, file.py:Class, or a folder "
        "with reactor.yaml.",
    )
    @argument("--config", help="YAML file whose content load() gets.")
    @argument(
        "--thread",
        action="store_true",
        help="Run the model on a thread of its own, so that the picture goes on while "
        "another cell computes.",
    )
    @argument("--name", help="Name of the session; loading under it again replaces it.")
    @argument(
        "--idle-stop",
        type=float,
        metavar="SECONDS",
        help="Pause the model when no panel has shown the picture for so long.",
    )
    @argument(
        "--codec",
        choices=["auto", *Codec],
        help="How the picture travels; auto follows the link to each panel.",
    )
    @argument(
        "--quality",
        type=int,
        metavar="1-100",
        help="Quality of the picture, instead of one that follows the link.",
    )
    @argument(
        "--max-size",
        type=int,
        metavar="PIXELS",
        help="Longest side of the picture that panels are sent.",
    )
    @argument(
        "--prints",
        choices=PRINTS,
        help="Where the model's prints go once it is loaded: to the panel's log alone, "
        "or to the cell, too.",
    )
    @argument(
        "--defaults",
        action="store_true",
        help="Start afresh, without the values that a person has set before.",
    )
    @line_magic
    def reactor_load(self, line: str) -> object:
        """Load a model, show its panel and return its handle.

        The cell ends when the model is loaded and its first frame exists. Running the
        cell again replaces the session.

        Example: %reactor_load MyModel --thread
        """
        args = _parse(self.reactor_load, line)
        try:
            target, given = args.target, dict(vars(args))
            del given["target"]
            handle = self._controller.load(target, LoadOptions(**given))
        except ModelLoadError:
            raise
        except ReactorError as error:
            raise UsageError(str(error)) from error
        handle.interrupted = lambda: UsageError(
            f"Loading {handle.name} was interrupted; no model is loaded."
        )
        return handle

    @magic_arguments()
    @_ONE_SESSION
    @line_magic
    def reactor_stop(self, line: str) -> object:
        """Stop a session; afterwards nothing keeps its model alive.

        Example: %reactor_stop MyModel 2
        """
        args = _parse(self.reactor_stop, line)
        try:
            return settle(self._controller.stop(" ".join(args.name) or None))
        except ReactorError as error:
            raise UsageError(str(error)) from error

    @magic_arguments()
    @line_magic
    def reactor_status(self, line: str) -> None:
        """Print one line for each session."""
        _parse(self.reactor_status, line)
        print(self._controller.status())  # noqa: T201 - the magic's output

    @magic_arguments()
    @_ONE_SESSION
    @argument(
        "--write",
        action="store_true",
        help="Write it into the source, instead of showing the difference.",
    )
    @line_magic
    def reactor_export(self, line: str) -> None:
        """Show what was tuned as a difference to its source, or write it there.

        Example: %reactor_export --write
        """
        args = _parse(self.reactor_export, line)
        try:
            name = " ".join(args.name) or None
            told = self._controller.export(name, write=args.write)
        except ReactorError as error:
            raise UsageError(str(error)) from error
        print(told)  # noqa: T201 - the magic's output

    @magic_arguments()
    @argument("notebook", nargs="*", help="The notebook, by default this one.")
    @argument(
        "--overwrite", action="store_true", help="Also files that say something else."
    )
    @argument(
        "--check",
        action="store_true",
        help="Build the environment in a temporary folder and run the notebook in it.",
    )
    @argument("--html", metavar="FILE", help="Record one page that needs no kernel.")
    @argument(
        "--control",
        action="append",
        default=[],
        metavar="NAME",
        help="What scrubs the page; once or twice, by default the first slider.",
    )
    @argument("--of", metavar="SESSION", help="Whose page it is, where several run.")
    @line_magic
    def reactor_share(self, line: str) -> object:
        """Write what Binder needs to open this notebook, or record a page.

        Examples: %reactor_share --check
        %reactor_share --html page.html --control brightness
        """
        args = _parse(self.reactor_share, line)
        try:
            if args.html is not None:
                recording = self._controller.record_page(
                    args.of, args.html, args.control, overwrite=args.overwrite
                )
                return settle(recording)
            notebook = " ".join(args.notebook) or None
            share(notebook, overwrite=args.overwrite, check=args.check)
        except ReactorError as error:
            raise UsageError(str(error)) from error
        return completed(None, "share")


def _parse(magic: Any, line: str) -> Any:
    """Return the arguments of *magic* on *line*; quotes keep words together.

    A backslash is an ordinary character, as paths of Windows need it.

    Raises:
        UsageError: The arguments are none that there are, or a quote stays open.
    """
    words = shlex.shlex(line.strip().rstrip(";"), posix=True, punctuation_chars=False)
    words.whitespace_split, words.commenters, words.escape = True, "", ""
    try:
        found = list(words)
    except ValueError:
        raise UsageError(
            f"A quotation mark is not closed in: {line.strip()}\n"
            "Put a word that contains ' between double quotes."
        ) from None
    return magic.parser.parse_args(found)
