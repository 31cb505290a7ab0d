"""Find what ``%reactor_load`` was asked for: a class here, or a target elsewhere."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reactor_notebook.namespace import check_model, find_model, model_names
from reactor_runtime.contract.target import Target, resolve_target
from reactor_runtime.errors import ModelNotFoundError

if TYPE_CHECKING:
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
