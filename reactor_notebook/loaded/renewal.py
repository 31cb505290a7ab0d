"""What a session must know to load its model anew: the class, and a person's values."""

from __future__ import annotations

import contextlib
import threading
from enum import Enum
from typing import TYPE_CHECKING

from reactor_notebook.loaded.kept_values import KeptValues
from reactor_notebook.loaded.model_run import NOTEBOOK
from reactor_notebook.tuning.desk import TuningDesk
from reactor_runtime.engine.guarding.guard import Unguarded, guarded
from reactor_runtime.errors import SessionStateError
from reactor_runtime.fields.redefinition import equate_redefinitions, renew_members
from reactor_runtime.transports.base import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from reactor_notebook.loaded.model_run import ModelRun
    from reactor_notebook.targets import Binding
    from reactor_runtime.contract.target import Target
    from reactor_runtime.engine import Engine
    from reactor_runtime.interface import ReactorModel


class Renewal:
    """Finds one session's model again, notices a new one, and keeps the values.

    Args:
        binding: Finds the model.
        kept: Values that a person had set in the session before this one.
    """

    def __init__(self, binding: Binding, kept: KeptValues | None) -> None:
        self._binding: Binding | None = binding
        self._kept = KeptValues() if kept is None else kept
        self._model: type[ReactorModel] | None = None
        self._lock = threading.Lock()
        self._told = ""

    @property
    def bench(self) -> TuningDesk:
        """What a run's panels tune by."""
        return TuningDesk(self._kept.tuning)

    def find(self) -> Target:
        """Return the model as it is now. Raises what :meth:`Binding.find` raises."""
        assert self._binding is not None
        return self._binding.find()

    def news(self) -> str:
        """Say how the model is another one than the one that runs; empty if it is not.

        From any thread.
        """
        binding, model = self._binding, self._model
        return "" if binding is None or model is None else binding.news(model)

    def check(
        self,
        run: ModelRun,
        submit: Callable[[Coroutine[object, object, object], str], object],
    ) -> None:
        """Tell the panels once that the class was defined anew. From any thread.

        The old one runs on, with the enums that its code now finds.

        Args:
            run: The model that runs.
            submit: Runs a coroutine on the engine's loop; raises SessionStateError once
                the session ends.
        """
        news = self.news()
        with self._lock:
            is_new, self._told = news != self._told, news
        if is_new and news:
            with contextlib.suppress(SessionStateError):
                submit(renew_enums(run.engine), "renew enums")
            run.advise(news, Action.RELOAD)

    def begin(self, run: ModelRun, model: type[ReactorModel]) -> None:
        """*run* has loaded *model*: from now on keep what a person sets and tunes."""
        self._model, self._told = model, ""
        self._kept.tuning.begin(run.engine, NOTEBOOK)
        run.gateway.log.subscribe(self._kept.entry)

    def restore(self, run: ModelRun, tell: Callable[[str], object]) -> None:
        """Set again in *run*, where the notebook has arrived, what was kept.

        Args:
            run: The model that was loaded anew.
            tell: Called, in some thread, with what the model refused.
        """
        refused: list[str] = []

        def refuse(name: str, reason: str) -> None:
            refused.append(f"{name} ({reason})")
            text = f"Back at the default: {', '.join(refused)}"
            run.advise(text)
            tell(text)

        self._kept.restore(run.gateway, NOTEBOOK, refuse)

    def settle(self, run: ModelRun | None) -> KeptValues:
        """Make what is kept outlive *run* and return it."""
        if run is not None:
            self._kept.settle(run.gateway)
        return self._kept

    def let_go(self) -> None:
        """Keep nothing of what was set so far."""
        self._kept.clear()

    def end(self) -> None:
        """Forget the class that ran."""
        self._model = None
        self._kept.tuning.end()

    def close(self) -> None:
        """Forget everything; the values only here, for they may go on elsewhere."""
        self.end()
        self._binding, self._model, self._kept = None, None, KeptValues()


def equate_enums(namespace: Mapping[str, object]) -> None:
    """Let the enums of a notebook stay equal to what running its cells again makes.

    A running model holds members of before, and the tables that it looks them up in are
    new: without this its next step raises ``KeyError``.
    """
    for value in tuple(namespace.values()):
        if (
            isinstance(value, type)
            and issubclass(value, Enum)
            and value.__module__ == "__main__"
        ):
            equate_redefinitions(value)


async def renew_enums(engine: Engine) -> None:
    """Give the model the members that its code now finds. On the engine's loop.

    Raises:
        Exception: Whatever the model's own attributes raise when they are set.
    """
    model = engine.model
    if model is not None:
        guarded(Unguarded(), _renew, model)


def _renew(model: ReactorModel) -> None:
    renew_members(model)
    if model.state is not None:
        renew_members(model.state)
