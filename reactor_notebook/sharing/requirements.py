"""What a project needs, in the versions that are installed here."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import yaml
from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from reactor_runtime.errors import SharingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set
    from pathlib import Path

OURS = "reactor-notebook"
ALWAYS = (OURS, "jupyterlab", "ipykernel")
"""What a shared notebook needs whatever its project says."""

HEAVY = ("torch", "tensorflow", "jax", "jaxlib", "cupy", "diffusers", "transformers")
"""What takes so much memory that little of Binder's 1 GB is left."""

_LINUX = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
}
_COMMENT = re.compile(r"(?:^|\s)#.*$")


@dataclass(slots=True)
class ProjectNeeds:
    """What a project says that it needs.

    Args:
        source: The file that says it, empty where none does.
        lines: Its requirements.
        conda: Of an ``environment.yml`` what conda installs; else ``None``.
        is_package: Whether the project is to be installed itself.
    """

    source: str = ""
    lines: list[str] = field(default_factory=list)
    conda: list[str] | None = None
    is_package: bool = False


@dataclass(slots=True)
class Pinned:
    """Requirements that Binder installs.

    Args:
        lines: One for each.
        problems: What it cannot install, or what is not certain.
        local: Where this package lies if it was installed from a folder that nobody
            else has; else empty.
    """

    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    local: str = ""


def read_needs(root: Path) -> ProjectNeeds:
    """Read what the project in *root* needs, from the file that Binder would take.

    Raises:
        SharingError: The file is not what its name says.
    """
    for name in ("environment.yml", "environment.yaml"):
        if (root / name).is_file():
            return _read_environment(root / name)
    found = ProjectNeeds()
    if (root / "pyproject.toml").is_file():
        found = _read_project(root / "pyproject.toml")
    if (root / "requirements.txt").is_file():
        lines = list(_read_lines(root / "requirements.txt"))
        return ProjectNeeds("requirements.txt", lines, None, found.is_package)
    return found


def pin(lines: Iterable[str]) -> Pinned:
    """Return *lines*, and what they need themselves, in the versions in use here.

    What is not installed here stays as it was written, and is a problem.
    """
    done = Pinned()
    pinned: dict[str, str] = {}
    waiting = deque([*ALWAYS, *lines])
    asked: set[tuple[str, frozenset[str]]] = set()
    written = {canonicalize_name(name) for name in ALWAYS}
    while waiting:
        line = waiting.popleft()
        try:
            wanted = Requirement(line)
        except InvalidRequirement:
            done.lines.append(line)  # an option, or a path: as it was written
            continue
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if not _applies(wanted) or (name, extras) in asked:
            continue
        asked.add((name, extras))
        if wanted.url is not None:
            pinned[name] = line
            continue
        try:
            found = importlib.metadata.distribution(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            pinned.setdefault(name, line)
            if name not in written:
                done.problems.append(
                    f"{line} is not installed here, so its version stays open"
                )
            continue
        pinned[name] = _line_of(found, done)
        waiting.extend(_needs(found, extras))
    done.lines += [line for _, line in sorted(pinned.items()) if line]
    return done


def heavy_among(lines: Iterable[str]) -> list[str]:
    """Return the names among *lines* of what leaves little of 1 GB."""
    names = {
        canonicalize_name(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in lines
    }
    return [name for name in HEAVY if name in names]


def _line_of(found: importlib.metadata.Distribution, done: Pinned) -> str:
    """Return how what is installed here is installed elsewhere; may be empty."""
    name, version = found.metadata["Name"], found.version
    direct = json.loads(found.read_text("direct_url.json") or "{}")
    url = str(direct.get("url", ""))
    if vcs := direct.get("vcs_info"):
        return f"{name} @ {vcs['vcs']}+{url}@{vcs['commit_id']}"
    if url.startswith("file:"):
        folder = unquote(urlparse(url).path)
        if canonicalize_name(name) == OURS:
            done.local = folder
        done.problems.append(
            f"{name} was installed from {folder}, which Binder does not have. Install "
            f"it from where others get it (pip install {name}, or pip install "
            f"'git+https://...'), and run this again"
        )
        return ""
    # A local version, such as 2.13.0+cpu, is on no index.
    return f"{name}=={version.partition('+')[0]}"


def _applies(wanted: Requirement) -> bool:
    if wanted.marker is None:
        return True
    return wanted.marker.evaluate(_environment(""))


def _environment(extra: str) -> dict[str, str | Set[str]]:
    """Return what markers are judged by: this Python, on the Linux of Binder."""
    here = {key: str(value) for key, value in default_environment().items()}
    return {**here, **_LINUX, "extra": extra}


def _needs(
    found: importlib.metadata.Distribution, extras: frozenset[str]
) -> Iterator[str]:
    for line in found.requires or []:
        wanted = Requirement(line)
        marker = wanted.marker
        if marker is None or any(
            marker.evaluate(_environment(extra)) for extra in ("", *extras)
        ):
            wanted.marker = None
            yield str(wanted)


def _read_lines(file: Path) -> Iterator[str]:
    for raw in file.read_text().replace("\\\n", " ").splitlines():
        line = _COMMENT.sub("", raw).strip()
        if line.startswith(("-r ", "--requirement ")):
            yield from _read_lines(file.parent / line.split(maxsplit=1)[1])
        elif line:
            yield line.partition(" --hash")[0]


def _read_project(file: Path) -> ProjectNeeds:
    try:
        said = tomllib.loads(file.read_text())
    except tomllib.TOMLDecodeError as error:
        raise SharingError(f"{file} is no TOML: {error}") from error
    project = said.get("project", {})
    is_package = "build-system" in said and "name" in project
    return ProjectNeeds(
        file.name, list(project.get("dependencies", [])), None, is_package
    )


def _read_environment(file: Path) -> ProjectNeeds:
    try:
        said: Any = yaml.safe_load(file.read_text()) or {}
        items = said.get("dependencies") or []
        conda = [item for item in items if isinstance(item, str)]
        lines = [
            str(line)
            for item in items
            if isinstance(item, dict)
            for line in item.get("pip") or []
        ]
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise SharingError(
            f"{file} is no environment of conda's: it needs a list called "
            f"'dependencies' ({error})"
        ) from error
    return ProjectNeeds(file.name, lines, conda, is_package=False)
