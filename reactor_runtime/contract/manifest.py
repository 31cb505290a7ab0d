"""``reactor.yaml``: where a model's class is, and its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from reactor_runtime.errors import ManifestError

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "reactor.yaml"

_EXAMPLE = "runtime: {import: 'pipeline:MyModel'}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``reactor.yaml`` says.

    Args:
        path: The file.
        name: What people call the model.
        module: Module of the class, relative to the file.
        class_name: The class.
        config_path: The file that ``load()`` gets, ``None`` without one.
    """

    path: Path
    name: str
    module: str
    class_name: str
    config_path: Path | None


def read_manifest(path: Path) -> Manifest:
    """Read ``reactor.yaml``.

    Args:
        path: The file, or the folder that has it.

    Raises:
        ManifestError: One line: what was looked for, where, and what to write.
    """
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        raise ManifestError(
            f"No {FILE_NAME} in {file.parent}; write one there with {_EXAMPLE}"
        )
    content = read_mapping(file, _EXAMPLE)
    if isinstance(content.get("model"), str):  # as older manifests name the class
        given = content.get("runtime")
        named = {"import": content["model"], **(given if _is_section(given) else {})}
        content = {"runtime": named}
    runtime = _section(content, "runtime", file)
    model = _section(content, "model", file) if "model" in content else {}
    module, class_name = _import(runtime, file)
    config = runtime.get("config")
    return Manifest(
        file,
        _text(model.get("name", class_name), "model.name", file),
        module,
        class_name,
        None if config is None else file.parent / _text(config, "runtime.config", file),
    )


def check_config(path: Path) -> None:
    """Refuse a config file that is not there. Raises ``ManifestError``."""
    if not path.is_file():
        raise ManifestError(
            f"No config file {path}; create it, or correct runtime.config in the "
            f"{FILE_NAME} (or --config) that names it"
        )


def read_config(path: Path) -> dict[str, Any]:
    """Read the config file that ``load()`` gets; an empty one is ``{}``.

    Raises:
        ManifestError: If it is missing, no YAML, or no mapping.
    """
    check_config(path)
    return dict(read_mapping(path, "name: value"))


def read_mapping(file: Path, example: str) -> Mapping[str, Any]:
    """Read a YAML file that holds a mapping; an empty one is an empty mapping.

    Raises:
        ManifestError: If it cannot be read or holds something else.
    """
    import yaml

    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ManifestError(f"{file} cannot be read as YAML: {reason}") from error
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        raise ManifestError(
            f"{file} must hold keys and values, got {type(content).__name__}; write "
            f"{example}"
        )
    return content


def _is_section(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _section(content: Mapping[str, Any], name: str, file: Path) -> Mapping[str, Any]:
    section = content.get(name)
    if not isinstance(section, Mapping):
        found = "it is missing" if section is None else f"got {section!r}"
        raise ManifestError(
            f"{file} needs a section {name!r}, {found}; write {_EXAMPLE}"
        )
    return section


def _import(runtime: Mapping[str, Any], file: Path) -> tuple[str, str]:
    value = runtime.get("import")
    module, _, class_name = (
        value.partition(":") if isinstance(value, str) else ("",) * 3
    )
    if not module or not class_name:
        found = "it is missing" if value is None else f"got {value!r}"
        raise ManifestError(
            f"{file} needs runtime.import as module:Class, {found}; write {_EXAMPLE}"
        )
    return module.strip(), class_name.strip()


def _text(value: object, key: str, file: Path) -> str:
    if not isinstance(value, str) or not value:
        raise ManifestError(f"{file} needs text for {key}, got {value!r}")
    return value
