"""Own the sessions of one kernel: find the model, replace the old, start the new."""

from __future__ import annotations

import itertools
import uuid
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from reactor_notebook.cell.display import current_shell, publish
from reactor_notebook.cell.pending import Pending, completed, running_loop
from reactor_notebook.cell.surroundings import loop_ends_with_cell
from reactor_notebook.cell.unawaited import UNAWAITED
from reactor_notebook.handle.controls import Controls
from reactor_notebook.handle.handle import Handle
from reactor_notebook.loaded.io_thread import IoLender
from reactor_notebook.loaded.kept_values import KeptValues
from reactor_notebook.loaded.renewal import equate_enums
from reactor_notebook.loaded.session import NotebookSession
from reactor_notebook.options import LoadOptions, LoadPlan
from reactor_notebook.targets import Binding
from reactor_notebook.widget.panel_view import PanelView
from reactor_notebook.widget.static_output import Gallery, StaticOutput
from reactor_runtime.engine.hosting.engine_loop import (
    EngineLoop,
    SharedLoop,
    ThreadLoop,
)
from reactor_runtime.errors import SessionStateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from reactor_notebook.sharing.recording import RecordedPage
    from reactor_notebook.tuning.tuned import TunedSettings
    from reactor_notebook.widget.widget import PanelWidget
    from reactor_runtime.contract.target import Target
    from reactor_runtime.interface import ReactorModel

Key = tuple[str, str]
Source = "type[ReactorModel] | str | Path"


class Controller:
    """The sessions of one kernel, by ``--name``, else by cell, else by target.

    Loading under a key that is taken stops the session that has it first. No two
    sessions are called alike: without a ``--name`` the second of one model is called
    ``Model 2``, and a ``--name`` that a session has already replaces that session.

    Args:
        cell: Returns the id of the cell that runs, ``None`` if nobody gave it one.
        namespace: Where a bare model name is looked up.
    """

    def __init__(
        self,
        cell: Callable[[], str | None],
        namespace: Callable[[], Mapping[str, object]],
    ) -> None:
        self._cell = cell
        self._namespace = namespace
        self._lender = IoLender()
        self._gallery = Gallery()
        self._sessions: dict[Key, NotebookSession] = {}
        self._unended: set[NotebookSession] = set()
        """Those whose model has not ended, stopped or not."""
        self._tuned: WeakKeyDictionary[NotebookSession, TunedSettings] = (
            WeakKeyDictionary()
        )

    @property
    def sessions(self) -> list[NotebookSession]:
        """The sessions that have not been stopped, in order of loading."""
        return [s for s in self._sessions.values() if not s.is_stopped]

    def load(
        self, source: type[ReactorModel] | str | Path, options: LoadOptions
    ) -> Handle:
        """Begin to load *source* and show its panel; ``await`` the handle.

        Raises:
            TargetError: There is no such model; whatever ran goes on.
        """
        binding = Binding(source, self._namespace, options.config)
        target = binding.find()
        equate_enums(self._namespace())
        key = self._key(options.name, str(binding))
        # Out of the table before a name is looked for, so that its own is free again.
        old = self._sessions.pop(key, None)
        label = options.name or self._free_label(target.name)
        plan = LoadPlan(label, binding, options)
        if old is None:
            return self._start(key, plan, target, None, KeptValues())
        is_same = old.model_name == target.model.__qualname__
        kept = old.hand_over() if is_same and not options.defaults else KeptValues()
        stopping = old.stop(keep_picture=key[0] != "cell")
        return self._start(key, plan, target, stopping, kept)

    def check_classes(self) -> None:
        """Tell each session whose class a cell has just defined anew."""
        if self._sessions:
            equate_enums(self._namespace())
        for session in self.sessions:
            session.check_class()

    def stop(self, name: str | None = None) -> Pending[None]:
        """Stop the session called *name*, without a name every session.

        Raises:
            SessionStateError: No session has that name; the message lists those there.
        """
        chosen = self._called(name)
        for key, session in list(self._sessions.items()):
            if session in chosen:
                del self._sessions[key]
        stopping = _all([session.stop() for session in chosen])
        names = ", ".join(session.label for session in chosen)
        UNAWAITED.add(lambda: f"Still stopping {names}" if stopping.is_ignored else "")
        return stopping

    def export(self, name: str | None = None, *, write: bool = False) -> str:
        """Return what was tuned in the session called *name*, by default in each.

        Args:
            name: The session.
            write: Whether to write it into the source, and say so; else it is the
                difference to the source.

        Raises:
            SessionStateError: No session has that name.
            TuningError: It cannot be written; nothing was.
        """
        tuned = [self._tuned[session] for session in self._called(name)]
        changed = [one for one in tuned if one.changes]
        if not changed:
            return "Nothing is tuned that the source does not say."
        told = [repr(one.write()) if write else one.diff() for one in changed]
        return "\n".join(told)

    def record_page(
        self, name: str | None, file: str, controls: Sequence[str], *, overwrite: bool
    ) -> Pending[RecordedPage]:
        """Record the session called *name*, by default the only one, as a page.

        Raises:
            SessionStateError: No session has that name, or several run and none is
                named.
            SharingError: The page cannot be what is asked for.
        """
        from reactor_notebook.sharing.recording import record_page

        chosen = self._called(name)
        if len(chosen) != 1:
            names = ", ".join(session.label for session in chosen) or "none"
            raise SessionStateError(
                f"A page is of one session; running are: {names}. Name it by --of"
            )
        return record_page(chosen[0], file, controls, print, {"overwrite": overwrite})

    def _called(self, name: str | None) -> list[NotebookSession]:
        """Return the session called *name*, all of them without one.

        Raises:
            SessionStateError: No session has that name; the message lists those there.
        """
        chosen = [s for s in self.sessions if name is None or s.label == name]
        if name is not None and not chosen:
            known = ", ".join(sorted(s.label for s in self.sessions)) or "none"
            raise SessionStateError(f"No session is called {name!r}; running: {known}")
        return chosen

    def status(self) -> str:
        """Return one line for each session."""
        lines = [session.summary() for session in self.sessions]
        return "\n".join(lines) or "No model is loaded; try %reactor_load MyModel."

    def close(self) -> None:
        """End every session while the interpreter shuts down.

        One whose stop nobody waited for is waited for here: its code must not run on
        while what it uses is taken apart.
        """
        for session in tuple(self._unended):
            session.stop_at_exit()
        self._sessions.clear()

    def _key(self, name: str | None, target: str) -> Key:
        if name:
            called = (k for k, s in self._sessions.items() if s.label == name)
            return next(called, ("name", name))
        cell = self._cell()
        return ("cell", cell) if cell else ("target", target)

    def _free_label(self, wanted: str) -> str:
        """Return *wanted*, or with the first number that makes it a name of its own."""
        taken = {session.label for session in self.sessions}
        numbered = (f"{wanted} {number}" for number in itertools.count(2))
        return next(n for n in itertools.chain([wanted], numbered) if n not in taken)

    def _start(
        self,
        key: Key,
        plan: LoadPlan,
        target: Target,
        stopping: Pending[None] | None,
        kept: KeptValues,
    ) -> Handle:
        session_id = uuid.uuid4().hex
        widget = _make_widget(session_id)
        post = _to_nobody if widget is None else widget.post
        static = StaticOutput(publish, self._gallery)
        session = NotebookSession(
            plan, session_id, choose_loop(plan), self._lender, static, post, kept
        )
        if widget is not None:
            widget.received = session.transport.receive
        self._sessions[key] = session
        self._unended.add(session)
        session.on_end.append(lambda: self._unended.discard(session))
        view = PanelView(widget, session.snapshot)
        session.on_end += [view.close, lambda: self._forget(key, session)]
        # The panel is the cell's first output; what a notebook saves stands below it.
        # Both are there before the load, which may block this loop for minutes.
        handle_text = f"<Reactor {session.label}>"
        view.show_in_loading_cell(handle_text)
        static.open(f"loading {session.label} …")
        loading = session.load(target, stopping)
        handle = Handle(session, loading, Controls(session), view, kept.tuning)
        self._tuned[session] = handle.tuned
        if running_loop() is None:
            return handle.wait_loaded()
        UNAWAITED.add(
            lambda: f"Still loading {session.label}" if handle.is_ignored else ""
        )
        return handle

    def _forget(self, key: Key, session: NotebookSession) -> None:
        if self._sessions.get(key) is session:
            del self._sessions[key]


def _make_widget(session_id: str) -> PanelWidget | None:
    """Return the widget of a session, ``None`` in plain Python.

    Raises:
        FileNotFoundError: The panel was not built; no session has begun.
    """
    if current_shell() is None:
        return None
    from reactor_notebook.widget.widget import PanelWidget

    return PanelWidget(session_id)


def _to_nobody(_: dict[str, object], __: Sequence[bytes]) -> None:
    """Send to the pages of plain Python, which are none."""


def choose_loop(plan: LoadPlan) -> EngineLoop:
    """Return where the engine of a load lives.

    That is the loop that runs, unless a thread was asked for or the loop stops with the
    cell.
    """
    loop = running_loop()
    if plan.options.thread or loop is None or loop_ends_with_cell():
        return ThreadLoop(f"reactor-engine-{plan.label}")
    return SharedLoop(loop)


def _all(pendings: list[Pending[None]]) -> Pending[None]:
    """Return one that is done when all of *pendings* are."""
    if not pendings:
        return completed(None, "stop")
    first, *rest = pendings
    for following in rest:
        first = first.then(following)
    return first
