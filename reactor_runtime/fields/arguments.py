"""One named parameter: its type, its constraints and its default together."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from reactor_runtime.fields.annotations import nullable, value_type
from reactor_runtime.fields.json_values import NotJsonError, shorten, to_json
from reactor_runtime.fields.limits import ConstrainedType, settle
from reactor_runtime.fields.plain import plain_description
from reactor_runtime.fields.scope import AnnotationError, Scope
from reactor_runtime.fields.value_types import (
    IntType,
    InvalidValueError,
    NullableType,
    UploadType,
    ValueType,
)
from reactor_runtime.values import JsonValue, UploadReference

if TYPE_CHECKING:
    from reactor_runtime.fields.info import FieldInfo


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command, or one public field of an ``InputState``.

    Args:
        name: What clients call it.
        value_type: The values it takes, constraints not included.
        info: Default, constraints and description, as :func:`declare_argument` leaves
            them: JSON and plain numbers.
        declared_type: The type as it was annotated: without the ``| None`` that a
            default of ``None`` adds. ``None`` where that is *value_type*.
    """

    name: str
    value_type: ValueType
    info: FieldInfo
    declared_type: ValueType | None = None

    @property
    def required(self) -> bool:
        """Whether a command without it is refused."""
        return self.info.is_required

    @property
    def is_upload(self) -> bool:
        """Whether it takes an uploaded file."""
        return isinstance(self.bare_type, UploadType)

    @property
    def is_nullable(self) -> bool:
        """Whether it takes ``None``."""
        return isinstance(self.value_type, NullableType)

    @property
    def bare_type(self) -> ValueType:
        """The type without ``| None``."""
        kind = self.value_type
        return kind.inner if isinstance(kind, NullableType) else kind

    @property
    def default(self) -> Any:
        """The default as a handler receives it; ``None`` if it is required.

        A list, a dictionary or a dataclass is a new one at each call.
        """
        if self.info.is_required or self.info.default is None:
            return None
        return self.value_type.parse(to_json(self.info.default))

    @property
    def default_json(self) -> JsonValue:
        """The default as JSON; ``None`` if it is required."""
        return None if self.info.is_required else to_json(self.info.default)

    @property
    def has_fresh_default(self) -> bool:
        """Whether the default may hold something mutable: each holder needs its own."""
        default = self.default
        return isinstance(default, (list, dict, tuple)) or is_dataclass(default)

    def parse(self, value: object) -> Any:
        """Return what a handler receives for *value*.

        Args:
            value: JSON, or a Python value, which is turned into JSON first. An
                :class:`~reactor_runtime.values.UploadReference` stands for a file.

        Raises:
            InvalidValueError: If the type or a constraint refuses it.
        """
        if isinstance(value, UploadReference) and self.is_upload:
            return value
        try:
            converted = to_json(value)
        except NotJsonError as error:
            raise InvalidValueError(
                f"a JSON value ({error.reason})", value, error.path
            ) from None
        return ConstrainedType(self.value_type, self.info).parse(converted)

    def to_json(self, value: object) -> JsonValue:
        """Return a value of this argument as JSON. Raises ``NotJsonError``."""
        return to_json(value)

    def schema(self) -> dict[str, JsonValue]:
        """Return the argument as JSON Schema, default and description included."""
        schema = dict(ConstrainedType(self.value_type, self.info).schema())
        if self.info.description:
            schema["description"] = self.info.description
        if not self.info.is_required:
            schema["default"] = self.default_json
        if self.info.moderate:
            schema["x-reactor-moderate"] = True
        return schema


def declare_argument(
    owner: str, name: str, annotation: object, info: FieldInfo, scope: Scope
) -> Argument:
    """Return the argument that a class declares, its default judged.

    Args:
        owner: What declares it, for errors, e.g. ``"GameState"``.
        name: The argument's name.
        annotation: Its type or the type's text; a default of ``None`` adds ``None``.
        info: What the author said about it.
        scope: Where names in *annotation* are looked up.

    Raises:
        TypeError: Naming owner, argument, value and constraint, if the type is not
            supported, a constraint does not fit it, or the default breaks one.
    """
    where = f"{owner}.{name}"
    try:
        declared = value_type(annotation, scope)
    except AnnotationError as error:
        raise TypeError(f"{where}: {error}") from error
    refuse_mutable(where, info.default)
    return _settled(where, name, declared, info)


def redeclare_argument(owner: str, argument: Argument, info: FieldInfo) -> Argument:
    """Return *argument* as if it had been declared with *info*.

    Args:
        owner: What declares it, for errors.
        argument: As :func:`declare_argument` left it.
        info: What is said about it now; a default of the author's own has been through
            :func:`refuse_mutable`.

    Raises:
        TypeError: As a declaration raises it.
    """
    declared = argument.declared_type or argument.value_type
    return _settled(f"{owner}.{argument.name}", argument.name, declared, info)


def _settled(where: str, name: str, declared: ValueType, info: FieldInfo) -> Argument:
    kind = nullable(declared) if info.default is None else declared
    try:
        settled = settle(kind, info)
    except AnnotationError as error:
        raise TypeError(f"{where}: {error}") from error
    description = plain_description(where, info.description)
    written = None if kind is declared else declared
    argument = Argument(name, kind, replace(settled, description=description), written)
    return _with_plain_default(where, argument)


def _with_plain_default(where: str, argument: Argument) -> Argument:
    """Return *argument* with its default judged, and turned into JSON."""
    default = argument.info.default
    if argument.required:
        return argument
    try:
        parsed = argument.parse(default)
    except InvalidValueError as error:
        raise TypeError(
            f"{where}: the default {shorten(default)}{error.path} is not valid: "
            f"expected {error.constraint}"
        ) from error
    plain = parsed if isinstance(argument.bare_type, IntType) else to_json(default)
    return replace(argument, info=replace(argument.info, default=plain))


def refuse_mutable(where: str, default: object) -> None:
    """Refuse a default that sessions would share and could change.

    Raises:
        TypeError: Naming *where* it stands.
    """
    if is_mutable(default):
        raise TypeError(
            f"{where}: the default {shorten(default)} is mutable, so sessions would "
            "share it; use a tuple, a frozen dataclass or None"
        )


def is_mutable(value: object) -> bool:
    """Whether *value* could be changed by whoever holds it, so must not be shared."""
    return type(value).__hash__ is None
