"""What people ask to load, and the model class that they mean."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from reactor_runtime.contract.manifest import check_config, read_config, read_manifest
from reactor_runtime.contract.modules import (
    find_file,
    import_file,
    import_name,
    package_name,
)
from reactor_runtime.errors import ManifestError, ModelNotFoundError, TargetError
from reactor_runtime.interface.app import is_app, missing_generate
from reactor_runtime.interface.declarations import events_of, hooks_of
from reactor_runtime.interface.model import (
    ReactorModel,
    ReactorPipeline,
    missing_inference,
)
from reactor_runtime.interface.rules import load_arguments
from reactor_runtime.interface.slips import likely_slips

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A model class that can be loaded.

    Args:
        model: The class.
        name: What people call it.
        config: What ``load()`` gets.
        config_path: The file that *config* was read from, ``None`` without one.
    """

    model: type[ReactorModel]
    name: str
    config: dict[str, Any] = field(default_factory=dict)
    config_path: Path | None = None


def resolve_target(
    target: str | type[ReactorModel],
    *,
    base: Path | None = None,
    config_path: Path | None = None,
) -> Target:
    """Return the model that *target* means.

    A file and a folder are imported anew at each call; ``module:Class`` is imported as
    ``import`` does.

    Args:
        target: A class, ``module:Class``, ``file.py:Class``, or a folder that has a
            ``reactor.yaml``.
        base: Where relative paths start; the working directory if left out.
        config_path: A config file that goes before the manifest's.

    Raises:
        TargetError: One line: what was looked for, where, and what to write.
        Exception: Whatever the model's module raises.
    """
    folder = Path.cwd() if base is None else base
    if isinstance(target, type):
        found = Target(target, target.__name__)
    else:
        found = _resolve_text(target.strip(), folder)
    check_runnable(found.model)
    path = found.config_path if config_path is None else folder / config_path
    config: dict[str, Any] = {}
    if path is not None and "config" in load_arguments(found.model).values():
        config = read_config(path)
    elif path is not None:
        # A load that asks only for the path reads the file itself, whatever it is.
        check_config(path)
    return Target(found.model, found.name, config, path)


def check_runnable(model: type[Any]) -> None:
    """Refuse a class that has nothing to run.

    Raises:
        TargetError: Saying what to define.
    """
    if not is_model(model):
        raise TargetError(
            f"{model.__name__} is no model; inherit ReactorModel or ReactorPipeline"
        )
    if issubclass(model, ReactorPipeline):
        if model.inference is ReactorPipeline.inference:
            raise TargetError(missing_inference(model))
    elif is_app(model):
        if missing := missing_generate(model):
            raise TargetError(missing)
    elif model.run is ReactorModel.run and not (events_of(model) or hooks_of(model)):
        missing = (
            f"{model.__name__} has no run; define async def run(self) and "
            "await self.emit(...) in it"
        )
        raise TargetError("; ".join([missing, *likely_slips(model)[:1]]))


def is_model(candidate: object) -> TypeGuard[type[ReactorModel]]:
    """Whether *candidate* is a class that an author made of a runtime's base class."""
    return (
        isinstance(candidate, type)
        and issubclass(candidate, ReactorModel)
        and not vars(candidate).get("_reactor_is_base", False)
    )


def _resolve_text(target: str, folder: Path) -> Target:
    place, _, class_name = target.rpartition(":")
    if place.endswith(".py"):
        file = folder / place
        module = import_file(file, package_name(file))
        return _named(_class_in(module, class_name, str(file)))
    path = folder / target
    if target.endswith(".py") and path.is_file():
        module = import_file(path, package_name(path))
        return _named(_only_class_in(module, str(path)))
    if path.is_dir() or path.suffix in (".yaml", ".yml"):
        return _from_manifest(path)
    if not place or not class_name:
        raise TargetError(
            f"Cannot load {target!r}: there is no such folder in {folder}; write "
            "module:Class, file.py:Class, or a folder that has a reactor.yaml"
        )
    return _named(_class_in(import_name(place), class_name, place))


def _from_manifest(path: Path) -> Target:
    manifest = read_manifest(path)
    file = find_file(manifest.path.parent, manifest.module)
    try:
        if file is None:
            module = import_name(manifest.module)
        else:
            module = import_file(file, manifest.module)
    except TargetError as error:
        raise ManifestError(
            f"{manifest.path} imports {manifest.module!r}, but there is no "
            f"{manifest.module.replace('.', '/')}.py beside it; create it, or correct "
            "runtime.import"
        ) from error
    where = str(file or manifest.module)
    model = _class_in(module, manifest.class_name, where)
    return Target(model, manifest.name, config_path=manifest.config_path)


def _named(model: type[ReactorModel]) -> Target:
    return Target(model, model.__name__)


def _class_in(module: ModuleType, name: str, where: str) -> type[ReactorModel]:
    found = vars(module).get(name)
    if isinstance(found, type) and is_model(found):
        return found
    if found is not None:
        raise TargetError(
            f"{name} in {where} is no model; inherit ReactorModel or ReactorPipeline"
        )
    raise ModelNotFoundError(name, _models_in(module), where)


def _only_class_in(module: ModuleType, where: str) -> type[ReactorModel]:
    models = _models_in(module)
    if len(models) == 1:
        return next(iter(models.values()))
    names = ", ".join(sorted(models))
    advice = (
        f"write {where}:{min(models)}"
        if models
        else "define a class there that inherits ReactorModel or ReactorPipeline"
    )
    raise TargetError(f"{where} defines {names or 'no model'}; {advice}")


def _models_in(module: ModuleType) -> dict[str, type[ReactorModel]]:
    return {
        name: value
        for name, value in inspect.getmembers(module, is_model)
        if value.__module__ == module.__name__
    }
