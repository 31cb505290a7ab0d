"""What a model's classes declare, and where, kept without keeping the classes."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reactor_notebook.tuning.disk import read_source
from reactor_notebook.tuning.source.places import ClassPlace, place_of
from reactor_runtime.contract.tuning import Settings, settings_of, tunables
from reactor_runtime.errors import TuningError
from reactor_runtime.fields import to_json
from reactor_runtime.fields.value_types import FloatType, OneOfType

if TYPE_CHECKING:
    from reactor_notebook.tuning.source.literals import Members
    from reactor_runtime.contract import ModelContract
    from reactor_runtime.contract.tuning import Tunable


@dataclass(frozen=True, slots=True)
class HintHolder:
    """A class whose ``ui`` may say something of a parameter.

    Args:
        place: The class.
        said: The hints that it says of the parameter.
    """

    place: ClassPlace
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class Declaration:
    """Where one parameter is declared, and what has to be known to write it.

    Args:
        name: What people call it.
        argument: What the declaration calls it.
        method: The handler, ``None`` for a field.
        place: The class.
        subclass: The class that the model uses, where it inherits the field.
        annotation: Its type, as text; empty if none is written.
        is_float: Whether it takes floats.
        members: The members of its ``Enum``.
        keys: What ``ui`` may call it.
        holders: The classes whose ``ui`` says something of it, the strongest first.
        hint_home: Where a hint goes of which none says anything; a text says why there
            is no such place.
    """

    name: str
    argument: str
    method: str | None
    place: ClassPlace
    subclass: ClassPlace | None
    annotation: str
    is_float: bool
    members: Members
    keys: tuple[str, ...]
    holders: tuple[HintHolder, ...]
    hint_home: ClassPlace | str


@dataclass(frozen=True, slots=True)
class Declared:
    """All that a model declares, as it was loaded.

    Args:
        name: What the model is called.
        settings: Every setting.
        declarations: By parameter.
        files: The bytes of the files that declare something.
    """

    name: str
    settings: Settings
    declarations: Mapping[str, Declaration]
    files: Mapping[Path, bytes]

    @classmethod
    def of(cls, contract: ModelContract) -> Declared:
        """Return what the classes of *contract* declare."""
        known = tunables(contract)
        names = {name for one in known.values() for name in one.hint_names}
        reader = _DeclarationReader(contract, names | set(contract.commands))
        declarations = {
            name: reader.declaration(tunable) for name, tunable in known.items()
        }
        files: dict[Path, bytes] = {}
        for declaration in declarations.values():
            for place in _places(declaration):
                if isinstance(place.source, Path) and place.source not in files:
                    try:
                        files[place.source] = read_source(place.source)
                    except TuningError:
                        continue  # whoever writes it will be told
        return cls(contract.name, settings_of(contract), declarations, files)


def _places(declaration: Declaration) -> list[ClassPlace]:
    found = [declaration.place, declaration.subclass, declaration.hint_home]
    found += [holder.place for holder in declaration.holders]
    return [place for place in found if isinstance(place, ClassPlace)]


class _DeclarationReader:
    """Reads the declarations of one model.

    Args:
        contract: What its classes declare.
        names: Everything that ``ui`` may speak of.
    """

    def __init__(self, contract: ModelContract, names: set[str]) -> None:
        self._names = names
        self._fields: set[str] = set()
        self._state: type[Any] | None = None
        if contract.state is not None:
            self._state = contract.state.cls
            self._fields = {field.name for field in contract.state.fields}
        self._owners: list[type[Any]] = [contract.model]
        if self._state is not None and "ui" not in self._fields:
            self._owners.append(self._state)
        self._places: dict[tuple[type[Any], str | None], ClassPlace] = {}

    def declaration(self, tunable: Tunable) -> Declaration:
        """Return where *tunable* is declared."""
        kind = tunable.argument.bare_type
        members: Members = ()
        if isinstance(kind, OneOfType):
            known = [one for one in kind.members if isinstance(one, Enum)]
            members = tuple((to_json(one), one.name) for one in known)
        is_inherited = tunable.method is None and self._state is not tunable.owner
        state = self._state if is_inherited else None
        holders, home = self._hint_places(tunable)
        return Declaration(
            name=tunable.name,
            argument=tunable.argument.name,
            method=tunable.method,
            place=self._place_of(tunable.owner, tunable.method),
            subclass=None if state is None else self._place_of(state),
            annotation=_annotation(tunable),
            is_float=isinstance(kind, FloatType),
            members=members,
            keys=tunable.hint_names,
            holders=holders,
            hint_home=home,
        )

    def _place_of(self, cls: type[Any], method: str | None = None) -> ClassPlace:
        if (cls, method) not in self._places:
            self._places[cls, method] = place_of(cls, method)
        return self._places[cls, method]

    def _hint_places(
        self, tunable: Tunable
    ) -> tuple[tuple[HintHolder, ...], ClassPlace | str]:
        """Return who says something of *tunable* in ``ui``, and where more of it goes.

        What the model's ``ui`` says goes before what its state's says.
        """
        holders: list[HintHolder] = []
        homes: list[ClassPlace | str] = []
        for owner in self._owners:
            written = getattr(owner, "ui", None)
            base = next((one for one in owner.__mro__ if "ui" in vars(one)), owner)
            if written is not None and not self._holds_hints(written):
                text = f"{base.__name__}.ui is the model's own, and holds no hints"
                homes.append(text)
                continue
            place = self._place_of(base)
            homes.append(place)
            for key in tunable.hint_names:
                said = (written or {}).get(key)
                if isinstance(said, Mapping):
                    holders.append(HintHolder(place, frozenset(said)))
        of_field = tunable.argument.name in self._fields
        return tuple(holders), homes[-1] if of_field else homes[0]

    def _holds_hints(self, written: object) -> bool:
        return type(written) is dict and set(written) <= self._names


def _annotation(tunable: Tunable) -> str:
    """Return the type of *tunable* as text, for a person to read."""
    holder: Any = tunable.owner
    if tunable.method is not None:
        holder = inspect.unwrap(vars(holder)[tunable.method])
    annotation = inspect.get_annotations(holder).get(tunable.argument.name)
    if annotation is None or isinstance(annotation, str):
        return annotation or ""
    return inspect.formatannotation(annotation)
