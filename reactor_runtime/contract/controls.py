"""What a panel shows, as values; the front end draws them and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from reactor_runtime.contract.hints import NO_HINT, Hint
from reactor_runtime.contract.numbers import Marks, number_or_none

if TYPE_CHECKING:
    from reactor_runtime.values import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueControl:
    """What all controls of one value have.

    Args:
        name: The parameter.
        label: What a person calls it.
        description: One line for a person.
        default: JSON; ``None`` also where a value is required.
        required: Whether there is no default.
        nullable: Whether ``None`` is a value.
        command: The command that the control sends, ``None`` inside a form.
        state: Whether it follows the state field of its name.
        tune: What the parameter is called where its limits are tuned; empty where
            there is nothing to tune.
        hint: What else its author suggests.
    """

    kind: ClassVar[str] = ""

    name: str
    label: str
    description: str = ""
    default: JsonValue = None
    required: bool = False
    nullable: bool = False
    command: str | None = None
    state: bool = False
    tune: str = ""
    hint: Hint = NO_HINT

    @property
    def takes_none(self) -> bool:
        """Whether ``None`` can be sent: it is allowed, or the default."""
        return self.nullable or (self.default is None and not self.required)

    @property
    def may_be_unset(self) -> bool:
        """Whether there may be no value to show: none is needed, or none is there."""
        return self.required or self.takes_none

    def to_json(self) -> dict[str, JsonValue]:
        """Return the control as the panel reads it."""
        values: dict[str, JsonValue] = {"kind": self.kind}
        for field in fields(self):
            if field.name != "hint":
                values[field.name] = _as_json(getattr(self, field.name))
        if self.command is None:
            del values["command"], values["state"]
        else:
            values["argument"] = self.name
        if not self.tune:
            del values["tune"]
        return {**values, **self.hint.to_json()}


def _as_json(value: Any) -> JsonValue:
    """Return what an attribute of a control holds as the panel reads it."""
    if isinstance(value, tuple):
        return [_as_json(item) for item in value]
    shown: JsonValue = value.to_json() if hasattr(value, "to_json") else value
    return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberControl(ValueControl):
    """A box for a number that is bounded on one side at most.

    Args:
        minimum: The smallest number allowed; of an integer, the smallest integer.
        maximum: The largest one, likewise.
        step: How far an arrow key goes.
        integer: Whether only integers are allowed; then the others are integers, too.
    """

    kind: ClassVar[str] = "number"

    minimum: float | None = None
    maximum: float | None = None
    step: float
    integer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SliderControl(ValueControl):
    """A slider, with an exact number box, for a number bounded on both sides.

    It stops at its :attr:`marks`; the box takes every number.

    Args:
        minimum: The smallest number allowed; of an integer, the smallest integer.
        maximum: The largest one, likewise.
        step: Distance of the multiples at which it stops.
        integer: Whether only integers are allowed; then the others are integers, too.
        limits: The smallest and the largest number that the box takes, each ``None``
            for no limit, where the slider's ends are not those.
    """

    kind: ClassVar[str] = "slider"

    minimum: float
    maximum: float
    step: float
    integer: bool
    limits: tuple[float | None, float | None] | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """Return the control as the panel reads it; the usual limits go unsaid."""
        values = super(SliderControl, self).to_json()
        if self.limits is None:
            del values["limits"]
        return values

    @property
    def marks(self) -> Marks:
        """Where the slider stops."""
        at = number_or_none(self.default)
        return Marks(self.minimum, self.maximum, self.step, at)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice.

    Args:
        label: What a person calls it.
        value: What is sent.
    """

    label: str
    value: JsonValue

    def to_json(self) -> dict[str, JsonValue]:
        """Return the option as the panel reads it."""
        return {"label": self.label, "value": self.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceControl(ValueControl):
    """A dropdown."""

    kind: ClassVar[str] = "choice"

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckboxControl(ValueControl):
    """A checkbox."""

    kind: ClassVar[str] = "checkbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextControl(ValueControl):
    """A text box, of several lines where long text is to be expected."""

    kind: ClassVar[str] = "text"

    multiline: bool
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileControl(ValueControl):
    """A file picker."""

    kind: ClassVar[str] = "file"

    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonControl(ValueControl):
    """A structured editor for what has no simpler control."""

    kind: ClassVar[str] = "json"

    schema: dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersControl(JsonControl):
    """A box for each of some numbers: a tuple, a list, a dataclass of nothing else.

    Args:
        names: Of a dataclass, what its numbers are called; the value is an object.
        length: How many there are, ``None`` where they may be added and removed.
        step: How far an arrow key goes.
        integer: Whether only integers are allowed.
        pad: Of two numbers, the ends of the area on which both are dragged at once.
    """

    kind: ClassVar[str] = "numbers"

    names: tuple[str, ...] | None
    length: int | None
    step: float
    integer: bool
    pad: tuple[tuple[float, float], tuple[float, float]] | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """Return the control as the panel reads it; where there is no pad none is."""
        values = super(NumbersControl, self).to_json()
        if self.pad is None:
            del values["pad"]
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipsControl(JsonControl):
    """A list of texts, each with a way to take it out."""

    kind: ClassVar[str] = "chips"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectControl(JsonControl):
    """A fold with a row for each field of a dataclass.

    Args:
        fields: Their controls; none of them is a file picker.
    """

    kind: ClassVar[str] = "object"

    fields: tuple[ValueControl, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DictControl(JsonControl):
    """A fold with a row for each key of a dictionary, which a person may add.

    Args:
        item: The control of each value; its default is a new key's value.
    """

    kind: ClassVar[str] = "dict"

    item: ValueControl


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonControl:
    """A button for a command without arguments.

    Args:
        command: The command that it sends.
        label: What a person calls it.
        description: One line for a person.
        answer: Type of the message that answers it, if one does.
        hint: What else its author suggests.
    """

    kind: ClassVar[str] = "button"

    command: str
    label: str
    description: str = ""
    answer: str | None = None
    hint: Hint = NO_HINT

    @property
    def name(self) -> str:
        """The command."""
        return self.command

    def to_json(self) -> dict[str, JsonValue]:
        """Return the control as the panel reads it."""
        return {
            "kind": self.kind,
            "name": self.command,
            "command": self.command,
            "label": self.label,
            "description": self.description,
            "answer": self.answer,
            **self.hint.to_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FormControl(ButtonControl):
    """A small form for a command with arguments.

    Args:
        fields: A control for each argument.
    """

    kind: ClassVar[str] = "form"

    fields: tuple[ValueControl, ...]

    def to_json(self) -> dict[str, JsonValue]:
        """Return the control as the panel reads it."""
        shown: dict[str, JsonValue] = ButtonControl.to_json(self)
        return {**shown, "fields": [field.to_json() for field in self.fields]}


Control: TypeAlias = ValueControl | ButtonControl
