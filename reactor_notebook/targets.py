"""Find what ``%reactor_load`` was asked for: a class here, or a target elsewhere."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from reactor_runtime.contract.target import Target, is_model, resolve_target
from reactor_runtime.errors import ModelNotFoundError, TargetError
from reactor_runtime.interface import ReactorModel


def describe_target(source: type[ReactorModel] | str | Path) -> str:
    """Return what names *source* in messages and among sessions."""
    return source.__qualname__ if inspect.isclass(source) else str(source)


def find_target(
    source: type[ReactorModel] | str | Path,
    namespace: Mapping[str, object],
    config: Mapping[str, object] | str | Path | None = None,
) -> Target:
    """Return the model that *source* means, with its configuration.

    Args:
        source: A model class, the name of one in *namespace*, ``module:Class``,
            ``file.py:Class`` or a folder with ``reactor.yaml``.
        namespace: The notebook's variables.
        config: In place of the manifest's: a mapping, or the path of a YAML file.

    Raises:
        TargetError: There is no such model, or it cannot run.
    """
    subject = _subject(source, namespace)
    if config is None or isinstance(config, Mapping):
        target = resolve_target(subject)
        if config is None:
            return target
        return dataclasses.replace(target, config=dict(config), config_path=None)
    return resolve_target(subject, config_path=Path(config).expanduser())


class Binding:
    """What a load asked for, to be found again as it is now.

    Paths mean what they mean when they are given, wherever the process goes afterwards.
    A class that is given as such is followed by its name: a cell that is run again, or
    a module that is imported again, binds it to another class.

    Args:
        source: See :func:`find_target`.
        namespace: Returns the notebook's variables.
        config: See :func:`find_target`.
    """

    def __init__(
        self,
        source: type[ReactorModel] | str | Path,
        namespace: Callable[[], Mapping[str, object]],
        config: Mapping[str, object] | str | Path | None = None,
    ) -> None:
        self._source = _fixed(source, namespace())
        self._namespace = namespace
        self._config = _absolute(config) if isinstance(config, str | Path) else config
        self._file: Path | None = None
        self._version: object = None

    def __str__(self) -> str:
        """What names the source among sessions."""
        return describe_target(self._source)

    def find(self) -> Target:
        """Return the model as it is now; one in a file is imported anew.

        Raises:
            TargetError: There is no such model, or it cannot run.
            Exception: Whatever the model's module raises.
        """
        source = self._source
        if not isinstance(source, str | Path):
            source = self._redefined(source)
        target = find_target(source, self._namespace(), self._config)
        self._file = _file_of(target.model)
        self._version = _version(self._file)
        return target

    def news(self, model: type[ReactorModel]) -> str:
        """Say how the model is another one than *model*, which was found before.

        Imports and runs nothing. From any thread; empty while nothing has changed.
        """
        current = self._current()
        if current is not None and current is not model:
            return f"{current.__name__} was defined anew"
        if current is None and self._file is not None:
            version = _version(self._file)
            if version is not None and version != self._version:
                return f"{self._file.name} has changed"
        return ""

    def _current(self) -> type[ReactorModel] | None:
        """What the name means now; ``None`` where only an import would tell."""
        if not isinstance(self._source, str | Path):
            return self._redefined(self._source)
        text = str(self._source)
        place, _, name = text.rpartition(":")
        try:
            if not place and isinstance(self._source, str):
                return find_model(text, self._namespace())
        except TargetError:
            return None
        if place.endswith(".py"):
            return None
        found = getattr(sys.modules.get(place), name, None)
        return found if is_model(found) else None

    def _redefined(self, source: type[ReactorModel]) -> type[ReactorModel]:
        """Return what is called as *source* is, if that is its redefinition."""
        if not is_model(source):  # whoever looks at it will say so
            return source
        found: object = self._namespace().get(source.__name__)
        if found is source or not is_model(found):
            return source
        is_same = (found.__module__, found.__qualname__) == (
            source.__module__,
            source.__qualname__,
        )
        return found if is_same and "<locals>" not in found.__qualname__ else source


def model_names(namespace: Mapping[str, object]) -> list[str]:
    """Return the public names of *namespace* that are model classes, sorted."""
    return sorted(
        name
        for name, value in tuple(namespace.items())  # a cell may run meanwhile
        if not name.startswith("_") and is_model(value)
    )


def find_model(name: str, namespace: Mapping[str, object]) -> type[ReactorModel]:
    """Return the model class that *name*, possibly dotted, means in *namespace*.

    Raises:
        ModelNotFoundError: Nothing of that name is there; it lists what is.
        TargetError: The name means something that is no model class.
    """
    head, *rest = name.split(".")
    if head not in namespace:
        raise ModelNotFoundError(name, model_names(namespace))
    value = namespace[head]
    for attribute in rest:
        if not hasattr(value, attribute):
            known = [f"{head}.{known}" for known in model_names(vars_of(value))]
            raise ModelNotFoundError(name, known)
        value = getattr(value, attribute)
    return check_model(name, value)


def check_model(name: str, value: object) -> type[ReactorModel]:
    """Return *value* if it is a model class.

    Raises:
        TargetError: It is something else; the message says what to write.
    """
    if inspect.isclass(value) and issubclass(value, ReactorModel):
        if is_model(value):
            return value
        raise TargetError(
            f"{name} is a base class of the runtime; load a subclass of it."
        )
    if isinstance(value, ReactorModel):
        raise TargetError(
            f"{name} is an instance of {type(value).__name__}; load the class itself, "
            f"the runtime makes the instance: %reactor_load {type(value).__name__}"
        )
    kind = "a class" if inspect.isclass(value) else f"of type {type(value).__name__}"
    raise TargetError(
        f"{name} is {kind}, not a model; expected a subclass of ReactorModel or "
        "ReactorPipeline."
    )


def vars_of(value: object) -> Mapping[str, object]:
    """Return the attributes of a module or object by name, ``{}`` without any."""
    return getattr(value, "__dict__", {})


def _file_of(model: type[ReactorModel]) -> Path | None:
    """The file that defines *model*; ``None`` for a notebook's own class."""
    if model.__module__ == "__main__":
        return None
    file = getattr(sys.modules.get(model.__module__), "__file__", None)
    return None if file is None else Path(file)


def _version(file: Path | None) -> object:
    """What changes when *file* is written; ``None`` if it is not there."""
    try:
        status = None if file is None else file.stat()
    except OSError:
        return None
    return None if status is None else (status.st_mtime_ns, status.st_size)


def _fixed(
    source: type[ReactorModel] | str | Path, namespace: Mapping[str, object]
) -> type[ReactorModel] | str | Path:
    """Return *source* with its path, if it is one, made absolute."""
    if not isinstance(source, str | Path):
        return source
    text = str(source)
    place, colon, name = text.rpartition(":")
    if place.endswith(".py"):
        return f"{_absolute(place)}{colon}{name}"
    is_folder = text.partition(".")[0] not in namespace and Path(text).is_dir()
    if isinstance(source, Path) or is_folder or (_is_path(text) and not colon):
        return _absolute(text)
    return source


def _absolute(path: str | Path) -> Path:
    return Path(path).expanduser().absolute()


def _subject(
    source: type[ReactorModel] | str | Path, namespace: Mapping[str, object]
) -> type[ReactorModel] | str:
    """Return *source*, or the class that it names in *namespace*."""
    if not isinstance(source, str | Path):
        return check_model(getattr(source, "__qualname__", repr(source)), source)
    text = str(source)
    if isinstance(source, Path) or ":" in text or _is_path(text):
        return str(Path(text).expanduser())
    if text.partition(".")[0] in namespace:
        return find_model(text, namespace)
    if Path(text).is_dir():
        return text
    raise ModelNotFoundError(text, model_names(namespace))


def _is_path(text: str) -> bool:
    return any(mark in text for mark in "/\\~") or text.endswith((".py", ".yaml"))
