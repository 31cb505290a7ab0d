"""Let a model's parameters have other limits than its class says, while it runs.

The class is neither run again nor changed: a contract with other arguments takes the
place of the one in force. What may be said of a parameter is called a setting: the
arguments of ``InputField``, and the hints.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from reactor_runtime.contract.hints import NO_HINT, Hint, read_hint
from reactor_runtime.errors import TuningError
from reactor_runtime.fields import UNSET, FieldInfo, InputField, json_equal, to_json
from reactor_runtime.fields.arguments import redeclare_argument, refuse_mutable
from reactor_runtime.fields.json_values import shorten
from reactor_runtime.interface.declarations import event_owner
from reactor_runtime.interface.state import field_owner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reactor_runtime.contract.model_contract import ModelContract
    from reactor_runtime.fields import Argument

CONSTRAINTS: Final = tuple(field.name for field in fields(FieldInfo))
"""The settings that stand in an ``InputField``."""

HINTS: Final = tuple(field.name for field in fields(Hint))
"""The settings that stand in ``ui``."""

Settings = dict[tuple[str, str], Any]
"""Values by parameter and setting, as a declaration leaves them: JSON, and tuples."""


@dataclass(frozen=True, slots=True)
class Tunable:
    """One parameter that can be tuned: a field, or an argument of a handler.

    Args:
        name: ``"brightness"``, or ``"set_style.style"``.
        argument: What its declaration says.
        owner: The class that declares it.
        command: The command that takes it.
        method: The handler that declares it, ``None`` for a field.
        replaced_by: Of a field, the tunable that has its constraints, because a handler
            of the model's own sets it; empty where the field has them.
        hint: Its key among the hints.
        hint_names: What it may be called in ``ui``, the shortest first.
    """

    name: str
    argument: Argument
    owner: type[Any]
    command: str
    method: str | None
    replaced_by: str
    hint: str
    hint_names: tuple[str, ...]

    @property
    def where(self) -> str:
        """What a declaration's errors call its owner."""
        owner = self.owner.__name__
        return owner if self.method is None else f"{owner}.{self.method}"


def tunables(contract: ModelContract) -> dict[str, Tunable]:
    """Return every parameter of *contract* by name, fields first."""
    found: dict[str, Tunable] = {}
    if contract.state is not None:
        for field in contract.state.fields:
            owner = field_owner(contract.state.cls, field.name)
            command = contract.commands[f"set_{field.name}"]
            own = command.method is None
            replaced_by = "" if own else f"{command.name}.{field.name}"
            names = (field.name, command.name)
            found[field.name] = Tunable(
                field.name, field, owner, command.name, None, replaced_by,
                command.name, names,
            )  # fmt: skip
    for command in contract.commands.values():
        if command.method is None:
            continue
        owner = event_owner(contract.model, command.method)
        for argument in command.arguments:
            name = f"{command.name}.{argument.name}"
            is_live = command.live_argument is argument
            hint = command.name if is_live else name
            called = (argument.name, command.name) if is_live else (name,)
            found[name] = Tunable(
                name, argument, owner, command.name, command.method, "", hint, called
            )
    return found


def find_tunable(contract: ModelContract, name: str) -> Tunable:
    """Return the parameter that *name* means.

    A handler ``set_<p>`` that takes nothing but ``<p>`` may be called ``<p>``, and a
    field ``set_<p>.<p>``.

    Raises:
        TuningError: There is none; it names the closest.
    """
    known = tunables(contract)
    head, _, tail = str(name).partition(".")
    for candidate in (name, f"set_{name}.{name}"):
        if candidate in known:
            return known[candidate]
    if head == f"set_{tail}" and tail in known:
        return known[tail]
    close = difflib.get_close_matches(str(name), known, n=1)
    advice = f"Did you mean {close[0]!r}?" if close else "There are: "
    if not close:
        advice += f"{', '.join(known) or 'none'}."
    raise TuningError(f"{contract.name} has no parameter {name!r}. {advice}")


def settings_of(contract: ModelContract) -> Settings:
    """Return every setting of every parameter of *contract*."""
    found: Settings = {}
    for name, tunable in tunables(contract).items():
        hint = contract.hints.controls.get(tunable.hint, NO_HINT)
        for setting in CONSTRAINTS:
            found[name, setting] = getattr(tunable.argument.info, setting)
        for setting in HINTS:
            found[name, setting] = getattr(hint, setting)
    return found


def is_same_setting(one: object, other: object) -> bool:
    """Whether two values of a setting are the same, as JSON is."""
    if one is UNSET or other is UNSET or one is None or other is None:
        return one is other
    return json_equal(to_json(one), to_json(other))


def check_settings(tunable: Tunable, given: Mapping[str, object]) -> None:
    """Refuse what no declaration of *tunable* could say.

    Raises:
        TypeError: An unknown setting, a default that is mutable, a hint that is none.
        TuningError: A constraint of a field that a handler sets.
    """
    known = (*CONSTRAINTS, *HINTS)
    for setting, value in given.items():
        where = f"{tunable.where}.{tunable.argument.name}"
        if setting not in known:
            close = difflib.get_close_matches(setting, known, n=1)
            advice = f"did you mean {close[0]!r}?" if close else "there are:"
            listed = "" if close else f" {', '.join(known)}"
            raise TypeError(f"{where}: {setting!r} is no setting; {advice}{listed}")
        if setting == "default":
            refuse_mutable(where, value)
        elif setting in HINTS and value is not None:
            if read_hint(setting, value) is None:
                raise TypeError(f"{where}: {setting} cannot be {shorten(value)}")
        elif setting in CONSTRAINTS and tunable.replaced_by:
            raise TuningError(
                f"{tunable.name}: {setting} has no effect, because the handler "
                f"{tunable.command} sets it; tune {tunable.replaced_by!r} instead"
            )


def retuned(
    contract: ModelContract, declared: ModelContract, wanted: Settings
) -> ModelContract:
    """Return *contract* with *wanted* in place of what its class says.

    Args:
        contract: The one in force; what joined it stays.
        declared: What the class says.
        wanted: Every setting that is to be another one.

    Raises:
        TypeError: As the declaration raises it.
    """
    known = tunables(declared)
    by_name: dict[str, dict[str, Any]] = {}
    for (name, setting), value in wanted.items():
        by_name.setdefault(name, {})[setting] = value
    made = {
        name: _redeclared(known[name], settings) for name, settings in by_name.items()
    }
    hints = dict(declared.hints.controls)
    for name, settings in by_name.items():
        key = known[name].hint
        hints[key] = _hint(hints.get(key, NO_HINT), settings)
    changed = _with_arguments(contract, declared, made)
    return replace(changed, hints=replace(contract.hints, controls=hints))


def _redeclared(tunable: Tunable, settings: Mapping[str, Any]) -> Argument:
    info = tunable.argument.info
    said = {name: getattr(info, name) for name in CONSTRAINTS}
    said |= {name: settings[name] for name in CONSTRAINTS if name in settings}
    return redeclare_argument(tunable.where, tunable.argument, InputField(**said))


def _hint(hint: Hint, settings: Mapping[str, Any]) -> Hint:
    given = {name: settings[name] for name in HINTS if name in settings}
    read = {
        name: getattr(NO_HINT, name) if value is None else read_hint(name, value)
        for name, value in given.items()
    }
    # What is the same as saying nothing cannot be read: an empty text.
    said = {
        name: getattr(NO_HINT, name) if value is None else value
        for name, value in read.items()
    }
    return replace(hint, **said)


def _with_arguments(
    contract: ModelContract, declared: ModelContract, made: Mapping[str, Argument]
) -> ModelContract:
    """Return *contract* with the arguments of *declared*, but for those in *made*."""
    state, commands = contract.state, dict(contract.commands)
    if state is not None and declared.state is not None:
        fields_ = tuple(made.get(field.name, field) for field in declared.state.fields)
        tuned = {
            new.name
            for new, old in zip(fields_, declared.state.fields, strict=True)
            if not is_same_setting(new.info.default, old.info.default)
        }
        state = replace(state, fields=fields_, tuned=frozenset(tuned))
    for name, command in declared.commands.items():
        if command.method is None and state is not None:
            fields_by_name = {field.name: field for field in state.fields}
            commands[name] = state.setter(fields_by_name[command.state_field or ""])
        else:
            arguments = tuple(
                made.get(f"{name}.{argument.name}", argument)
                for argument in command.arguments
            )
            commands[name] = replace(command, arguments=arguments)
    return replace(contract, state=state, commands=MappingProxyType(commands))
