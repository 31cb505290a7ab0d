"""What an author suggests to people's panels; it changes no schema.

``ui`` and ``keys`` are plain class attributes that other runtimes do not know, so
nothing in them is ever an error: what does not fit is left out, and said once in the
log.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from reactor_runtime.fields.json_values import shorten
from reactor_runtime.fields.plain import plain_float, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from reactor_runtime.contract.commands import CommandContract, StateContract
    from reactor_runtime.values import JsonValue

WIDGETS: Final = ("color", "seed", "pointer", "text", "area")
SCALES: Final = ("log",)

_MOST_TEXT = 200

Ends: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """How a person would like one control to be.

    Args:
        step: How far an arrow key or a slider's mark goes.
        unit: Stands behind the number.
        group: The fold that it is in.
        label: What a person calls it.
        widget: One of :data:`WIDGETS`.
        scale: ``log`` where equal distances on a slider are equal factors.
        soft: The ends of a slider, or of both sides of a pad for two numbers, where
            each may have a pair of its own; the numbers may still be any that are
            allowed.
        accept: File types, as an HTML input takes them.
        hidden: Whether it is left out of the panel.
        order: Smaller ones come first within a group; 0 where nothing is said.
    """

    step: float | None = None
    unit: str = ""
    group: str = ""
    label: str = ""
    widget: str = ""
    scale: str = ""
    soft: Ends | tuple[Ends, Ends] | None = None
    accept: str = ""
    hidden: bool = False
    order: float = 0.0

    def to_json(self) -> dict[str, JsonValue]:
        """Return what a panel reads: ``{"hint": {...}}``, nothing without any.

        What the control itself says is left out.
        """
        names = ("unit", "group", "widget", "scale", "accept", "hidden", "order")
        values = {name: getattr(self, name) for name in names}
        said = {name: value for name, value in values.items() if value}
        return {"hint": said} if said else {}


NO_HINT: Final = Hint()


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """A key that sends a command while the picture has the focus.

    Args:
        key: As ``KeyboardEvent.key`` names it; a letter in lower case.
        command: What is sent.
        argument: The command's only argument, ``None`` if it has none.
        pressed: The argument's value when the key goes down.
        released: The one when it comes up again.
    """

    key: str
    command: str
    argument: str | None = None
    pressed: JsonValue = None
    released: JsonValue = None

    def to_json(self) -> dict[str, JsonValue]:
        """Return the binding as a panel reads it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Hints:
    """All that an author suggests.

    Args:
        controls: By command, or by ``"command.argument"``.
        keys: What keys send.
        left_out: What did not fit, in words for the author.
    """

    controls: Mapping[str, Hint]
    keys: tuple[KeyBinding, ...]
    left_out: tuple[str, ...]


def hints_of(
    model: type[Any],
    state: StateContract | None,
    commands: Mapping[str, CommandContract],
) -> Hints:
    """Return what *model* and its state suggest; nothing is raised."""
    left_out: list[str] = []
    names = {command.name: command.name for command in commands.values()}
    for command in commands.values():
        for argument in command.arguments:
            names[f"{command.name}.{argument.name}"] = f"{command.name}.{argument.name}"
        if command.live_argument is not None:
            names.setdefault(command.live_argument.name, command.name)
    controls: dict[str, Hint] = {}
    owners: list[type[Any]] = [model]
    if state is not None and "ui" not in {field.name for field in state.fields}:
        owners.insert(0, state.cls)
    for owner in owners:
        for name, written in _written(owner, "ui", names, left_out).items():
            hint = controls.get(names[name], NO_HINT)
            where = f"{owner.__name__}.ui[{name!r}]"
            controls[names[name]] = _with(hint, where, written, left_out)
    keys = _keys(model, commands, left_out)
    return Hints(controls, keys, tuple(left_out))


def _written(
    owner: type[Any], attribute: str, known: Mapping[str, str], left_out: list[str]
) -> dict[str, Any]:
    """Return the class attribute where it is ours, else an empty dictionary."""
    written = getattr(owner, attribute, None)
    if written is None:
        return {}
    where = f"{owner.__name__}.{attribute}"
    if type(written) is not dict:
        left_out.append(f"{where} is the model's own: it is no dictionary of hints")
        return {}
    strange = [name for name in written if name not in known]
    if strange:
        left_out.append(
            f"{where} is the model's own: {shorten(strange[0])} is no field and no "
            f"command of it; it has: {', '.join(known) or 'none'}"
        )
        return {}
    return written


def _with(hint: Hint, where: str, written: Any, left_out: list[str]) -> Hint:
    if type(written) is not dict:
        left_out.append(f"{where} is left out: it is no dictionary of hints")
        return hint
    for name, value in written.items():
        read = _READ.get(name)
        found = None if read is None else read(value)
        if read is None:
            known = ", ".join(_READ)
            left_out.append(f"{where}: {shorten(name)} is no hint; there are: {known}")
        elif found is None:
            left_out.append(f"{where}: {name} cannot be {shorten(value)}")
        else:
            hint = replace(hint, **{name: found})
    return hint


def _positive(value: object) -> float | None:
    number = plain_float(value)
    return number if number is not None and number > 0 else None


def _text(value: object) -> str | None:
    text = plain_text(value)
    return text if text and len(text) <= _MOST_TEXT else None


def _pair(value: object) -> Ends | None:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return None
    low, high = map(plain_float, value)
    return (low, high) if low is not None and high is not None and low < high else None


def _soft(value: object) -> Ends | tuple[Ends, Ends] | None:
    single = _pair(value)
    if single or not isinstance(value, (tuple, list)) or len(value) != 2:
        return single
    across, up = map(_pair, value)
    return (across, up) if across and up else None


def _one_of(*known: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in known else None


_READ: Final[Mapping[str, Callable[[object], Any]]] = {
    "step": _positive,
    "unit": _text,
    "group": _text,
    "label": _text,
    "widget": _one_of(*WIDGETS),
    "scale": _one_of(*SCALES),
    "soft": _soft,
    "accept": _text,
    "hidden": lambda value: value if isinstance(value, bool) else None,
    "order": plain_float,
}


def read_hint(name: str, value: object) -> Any:
    """Return the hint *name* as it is kept; ``None`` if it cannot be *value*."""
    return _READ[name](value)


def _keys(
    model: type[Any], commands: Mapping[str, CommandContract], left_out: list[str]
) -> tuple[KeyBinding, ...]:
    written = getattr(model, "keys", None)
    if written is None:
        return ()
    where = f"{model.__name__}.keys"
    is_ours = type(written) is dict
    if not is_ours or not all(isinstance(key, str) and key for key in written):
        left_out.append(f"{where} is the model's own: it is no dictionary of keys")
        return ()
    found = []
    for key, deed in cast("dict[str, Any]", written).items():
        binding = _binding(key, deed, commands)
        if isinstance(binding, str):
            left_out.append(f"{where}[{key!r}] is left out: {binding}")
        else:
            found.append(binding)
    return tuple(found)


def _binding(
    key: str, deed: object, commands: Mapping[str, CommandContract]
) -> KeyBinding | str:
    """Return what *key* sends, or why it sends nothing."""
    key = key.lower() if len(key) == 1 else key
    parts: Iterable[Any] = (deed,) if isinstance(deed, str) else ()
    if isinstance(deed, (tuple, list)) and len(deed) == 3:
        parts = deed
    name, *values = parts or (None,)
    command = commands.get(name) if isinstance(name, str) else None
    if command is None:
        return (
            "write a command, or (command, pressed, released); there are: "
            f"{', '.join(commands) or 'none'}"
        )
    if not values:
        if command.arguments:
            needed = command.arguments[0].name
            return f"{name} needs {needed}; write ({name!r}, ..., ...)"
        return KeyBinding(key, command.name)
    if len(command.arguments) != 1:
        return f"{name} takes {len(command.arguments)} arguments"
    (argument,) = command.arguments
    try:
        pressed, released = (argument.to_json(argument.parse(one)) for one in values)
    except (TypeError, ValueError) as error:
        return f"{name} does not take it: {error}"
    return KeyBinding(key, command.name, argument.name, pressed, released)
