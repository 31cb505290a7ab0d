"""What a person has tuned in one session, over every reload of its model."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any

from reactor_notebook.tuning.declared import Declared
from reactor_notebook.tuning.history import Entry, History, Tuned, Written
from reactor_notebook.tuning.in_force import put_in_force
from reactor_notebook.tuning.writing import Sources
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.tuning import (
    Settings,
    check_settings,
    find_tunable,
    is_same_setting,
    retuned,
    settings_of,
)
from reactor_runtime.errors import SessionStateError, TuningError
from reactor_runtime.fields.json_values import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from reactor_notebook.tuning.planning import WritePlan
    from reactor_notebook.tuning.writing import WriteReceipt
    from reactor_runtime.contract.tuning import Tunable
    from reactor_runtime.engine import Engine
    from reactor_runtime.values import ClientId, JsonValue


class Tuning:
    """What was tuned, what of it the sources say, and the way between the two.

    Every method may be called from any thread. It keeps neither the model nor its
    classes: what has to be known of them is read when they are loaded.
    """

    def __init__(self) -> None:
        # Methods call each other, and who is told of a change asks how things stand.
        self._lock = threading.RLock()
        self._history = History()
        self._wanted: Settings = {}
        self._saved: Settings = {}
        self._declared: Declared | None = None
        self._contract: ModelContract | None = None
        self._engine: Engine | None = None
        self._client: ClientId | None = None
        self._model: weakref.ref[type] | None = None
        self._sources = Sources()
        self._told: Callable[[Mapping[str, JsonValue]], object] | None = None

    def watch(self, told: Callable[[Mapping[str, JsonValue]], object]) -> None:
        """Call *told* with :attr:`standing` when that changes, in place of another."""
        with self._lock:
            self._told = told
            self._tell()

    def begin(self, engine: Engine, client: ClientId) -> None:
        """Put what was tuned in force in *engine*, whose model was just loaded.

        What the source says otherwise than before is the source's.

        Args:
            engine: The session.
            client: Whose commands move values that are not admitted any more.
        """
        with self._lock:
            contract = ModelContract.of(engine.gateway.contract.model)
            declared = Declared.of(contract)
            dropped = self._rebase(declared, contract.model)
            self._engine, self._client, self._contract = engine, client, contract
            self._declared, self._model = declared, weakref.ref(contract.model)
            try:
                changed = retuned(engine.gateway.contract, contract, self._wanted)
            except (TypeError, KeyError) as error:
                dropped.append(f"What was tuned does not fit any more: {error}")
                self._wanted = {}
            else:
                put_in_force(engine, client, changed, ())
            for text in dropped:
                engine.gateway.note(text)
            self._tell()

    def end(self) -> None:
        """Let the model go; what was tuned stays for the one that is loaded next."""
        with self._lock:
            self._engine = self._contract = self._told = None

    def clear(self) -> None:
        """Forget what was tuned; what was written stays written."""
        with self._lock:
            self._wanted, self._saved = {}, {}
            self._history.clear()
            self._tell()

    def tune(self, name: str, given: Mapping[str, object]) -> None:
        """Put other settings in force; see :meth:`Handle.tune`."""
        with self._lock:
            _, contract = self._running()
            tunable = find_tunable(contract, name)
            check_settings(tunable, given)
            wanted = {
                **self._wanted,
                **{(tunable.name, setting): value for setting, value in given.items()},
            }
            settled = settings_of(retuned(contract, contract, wanted))
            delta = {}
            for setting in given:
                key = (tunable.name, setting)
                if not is_same_setting(self._in_force(key), settled[key]):
                    delta[key] = (self._in_force(key), settled[key])
            if delta:
                self._apply({key: new for key, (_, new) in delta.items()})
                self._note(Tuned(delta))

    def tunable(self, name: str) -> Tunable:
        """Return the parameter *name* as its class declares it.

        Raises:
            TuningError: There is none.
        """
        with self._lock:
            return find_tunable(self._running()[1], name)

    def settings(self, name: str) -> tuple[ModelContract, Settings, dict[str, Any]]:
        """Return the contract in force, what the sources say, and what is in force.

        Args:
            name: The parameter whose settings in force come back, by setting.

        Raises:
            TuningError: There is no such parameter.
        """
        with self._lock:
            engine, contract = self._running()
            known = find_tunable(contract, name).name
            keys = self._known().settings
            in_force = {k[1]: self._in_force(k) for k in keys if k[0] == known}
            return engine.gateway.contract, {k: self._said(k) for k in keys}, in_force

    @property
    def standing(self) -> dict[str, JsonValue]:
        """What is changed, and whether a step can be taken back, or done again."""
        with self._lock:
            changes = {} if self._declared is None else self.changes
            return {
                "changed": {name: list(settings) for name, settings in changes.items()},
                "undo": self._history.can_undo,
                "redo": self._history.can_redo,
            }

    @property
    def changes(self) -> dict[str, dict[str, tuple[Any, Any]]]:
        """What the sources say, and what is in force, where that is not the same."""
        with self._lock:
            found: dict[str, dict[str, tuple[Any, Any]]] = {}
            for key in [
                *self._wanted,
                *(k for k in self._saved if k not in self._wanted),
            ]:
                old, new = self._said(key), self._in_force(key)
                if not is_same_setting(old, new):
                    found.setdefault(key[0], {})[key[1]] = (old, new)
            return found

    def plan(self, names: tuple[str, ...] = (), into: str | None = None) -> WritePlan:
        """Return what writes the changes of *names*, by default all.

        Raises:
            TuningError: One of *names* is not changed.
        """
        with self._lock:
            if into not in (None, "subclass"):
                raise TuningError(f"into is 'subclass' or left out, got {into!r}")
            changes = self.changes
            for name in names:
                if name not in changes:
                    known = ", ".join(changes) or "none"
                    raise TuningError(f"{name!r} is not changed; changed are: {known}")
            chosen = {k: v for k, v in changes.items() if not names or k in names}
            return self._sources.planner(self._known()).plan(chosen, into)

    def difference(
        self, names: tuple[str, ...] = (), into: str | None = None
    ) -> tuple[str, list[str]]:
        """Return what :meth:`write` would change, and what is to be known of it.

        Raises:
            TuningError: One of *names* is not changed.
        """
        plan = self.plan(names, into)
        notes = [f"{name}: {reason}" for name, reason in plan.refused.items()]
        return plan.diff(), [*notes, *plan.notes]

    def write(
        self,
        names: tuple[str, ...],
        into: str | None,
        *,
        seen: str | None = None,
        proposes: bool = True,
    ) -> WriteReceipt:
        """Write the changes of *names*; see :meth:`TunedSettings.write`.

        Args:
            names: The parameters, by default all that are changed.
            into: See there.
            seen: The difference that a person has accepted; another one is an error.
            proposes: Whether the text of a cell that no page can change goes into a
                new cell; else that is an error.
        """
        with self._lock:
            plan = self.plan(names, into)
            if seen is not None and seen != plan.diff():
                raise TuningError(
                    "What would be written is another thing by now; nothing was "
                    "written. Look at it again, and write then."
                )
            if plan.refused:
                raise TuningError(self.refusal(plan))
            written = {
                (name, setting): pair
                for name, settings in self.changes.items()
                if not names or name in names
                for setting, pair in settings.items()
            }
            return self._sources.write(
                plan, written, self._note_written, proposes=proposes
            )

    def refusal(self, plan: WritePlan) -> str:
        """Say what of *plan* cannot be written, why, and what to paste."""
        lines = [f"{name}: {reason}" for name, reason in plan.refused.items()]
        told = "\n".join(["Nothing was written.", *lines])
        code = self.code(tuple(plan.refused))
        return f"{told}\nPaste it yourself:\n{code}"

    def code(self, names: tuple[str, ...] = ()) -> str:
        """Return the changed declarations; see :meth:`TunedSettings.code`."""
        from reactor_notebook.tuning.planning import declarations_in_force

        with self._lock:
            known = self._known()
            keys = [*known.settings]
            now = {key: self._in_force(key) for key in keys}
            chosen = {k: v for k, v in self.changes.items() if not names or k in names}
            return declarations_in_force(known, chosen, now)

    def undo(self) -> None:
        """Take the last step back; see :meth:`TunedSettings.undo`."""
        with self._lock:
            entry = self._history.last_done
            self._go(entry, is_back=True)
            self._history.undone()
            self._tell()

    def redo(self) -> None:
        """Do again what was taken back last."""
        with self._lock:
            entry = self._history.last_undone
            self._go(entry, is_back=False)
            self._history.redone()
            self._tell()

    def reset(self, names: Collection[str] = ()) -> None:
        """Put in force what the sources say of *names*, by default of all."""
        with self._lock:
            delta = {
                (name, setting): (new, old)
                for name, settings in self.changes.items()
                if not names or name in names
                for setting, (old, new) in settings.items()
            }
            if delta:
                self._apply({key: new for key, (_, new) in delta.items()})
                self._note(Tuned(delta))

    def _go(self, entry: Entry, *, is_back: bool) -> None:
        """Take *entry* back, or do it again. Raises where that cannot be."""
        chosen = {key: pair[0 if is_back else 1] for key, pair in entry.delta.items()}
        if isinstance(entry, Written):
            self._sources.exchange(entry, is_back=is_back)
            self._saved.update(chosen)
        else:
            self._apply(chosen)

    def _apply(self, settings: Settings) -> None:
        """Put *settings* in force. Raises TypeError, and nothing has changed."""
        engine, contract = self._running()
        wanted = {**self._wanted, **settings}
        changed = retuned(engine.gateway.contract, contract, wanted)
        self._wanted = wanted
        assert self._client is not None
        put_in_force(engine, self._client, changed, {name for name, _ in settings})

    def _note_written(self, entry: Written) -> None:
        """Take what was written, in some thread, as what the sources say now."""
        with self._lock:
            self._saved.update({key: new for key, (_, new) in entry.delta.items()})
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        self._history.push(entry)
        self._tell()

    def _tell(self) -> None:
        if self._told is not None:
            self._told(self.standing)

    def _rebase(self, declared: Declared, model: type) -> list[str]:
        """Compare what was tuned to classes that were loaded anew.

        Returns:
            What was let go, in words.
        """
        known, is_same = (
            self._declared,
            self._model is not None and self._model() is model,
        )
        self._sources.begin(declared, is_same_class=is_same)
        if known is None or is_same:
            return []
        dropped = []
        for key in {**self._wanted, **self._saved}:
            name, setting = key
            now = declared.settings.get(key, None)
            if key not in declared.settings:
                dropped.append(f"{name} is gone, and what was tuned of it with it")
                self._wanted.pop(key, None)
            elif not is_same_setting(now, self._said(key)):
                if key in self._wanted and not is_same_setting(now, self._wanted[key]):
                    dropped.append(
                        f"{name}: {setting} is {shorten(now)} in the source now; the "
                        f"tuned {shorten(self._wanted[key])} is let go"
                    )
                self._wanted.pop(key, None)
        self._saved = {}
        self._history.keep(declared.declarations)
        return dropped

    def _said(self, key: tuple[str, str]) -> Any:
        """What the source says."""
        return self._saved[key] if key in self._saved else self._known().settings[key]

    def _in_force(self, key: tuple[str, str]) -> Any:
        return self._wanted[key] if key in self._wanted else self._known().settings[key]

    def _known(self) -> Declared:
        if self._declared is None:
            raise SessionStateError(
                "The model is not loaded yet; await the handle first"
            )
        return self._declared

    def _running(self) -> tuple[Engine, ModelContract]:
        if self._engine is None or self._contract is None:
            raise SessionStateError(
                "No model runs that could be tuned; load it with %reactor_load"
            )
        return self._engine, self._contract
