"""What sharing a notebook would write, and what a person should know first."""

from __future__ import annotations

import difflib
import json
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from reactor_notebook.sharing.repository import BADGE, Repository
from reactor_notebook.sharing.requirements import (
    Pinned,
    ProjectNeeds,
    heavy_among,
    pin,
    read_needs,
)
from reactor_runtime.errors import SharingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_POST_BUILD = """\
#!/bin/bash
set -euo pipefail
{install}
# No question that would cover the first picture.
settings="$(python -c 'import sys; print(sys.prefix)')/share/jupyter/lab/settings"
mkdir -p "$settings"
echo '{{"@jupyterlab/apputils-extension:notification": {{"fetchNews": "false"}}}}' \\
    > "$settings/overrides.json"
"""
_INSTALL = "python -m pip install --no-deps --no-cache-dir .\n"
_NEEDS_GPU = re.compile(
    r"""\.cuda\(|['"]cuda(?::\d+)?['"]|device_map\s*=|^\s*(?:import|from)\s+(?:cupy|tensorrt)\b""",
    re.MULTILINE,
)
_MOST_SOURCES = 500


@dataclass(slots=True)
class SharePlan:
    """What would be written for one notebook.

    Args:
        repository: The checkout.
        notebook: The notebook, as the repository calls it.
        files: Their texts, by path in the repository.
        problems: What stands in the way, or should be known, each with a remedy.
        pinned: What Binder installs.
    """

    repository: Repository
    notebook: str
    files: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    pinned: Pinned = field(default_factory=Pinned)

    @property
    def badge(self) -> str:
        """The Markdown of the badge, empty where there is no place to lead to."""
        url = self.repository.binder_url(self.notebook)
        return f"[![Open in Binder]({BADGE})]({url})" if url else ""

    def differences(self) -> dict[str, str]:
        """Return how files that are there differ from what would be written."""
        found = {}
        for path, text in self.files.items():
            file = self.repository.root / path
            if file.exists() and (now := file.read_text()) != text:
                lines = difflib.unified_diff(
                    now.splitlines(keepends=True),
                    text.splitlines(keepends=True),
                    path,
                    path,
                )
                found[path] = "".join(lines)
        return found

    def write(self, *, overwrite: bool = False) -> list[str]:
        """Write the files that are not there, or all; return the paths written."""
        kept = {} if overwrite else self.differences()
        written = []
        for path, text in self.files.items():
            file = self.repository.root / path
            if path in kept or (file.exists() and file.read_text() == text):
                continue
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
            if path.endswith("postBuild"):
                file.chmod(0o755)
            written.append(path)
        return written


def make_plan(notebook: Path) -> SharePlan:
    """Work out what sharing *notebook* takes.

    Raises:
        SharingError: It is no notebook, or in no repository.
    """
    if not notebook.is_file():
        raise SharingError(f"There is no notebook {notebook}; name one that is there")
    if notebook.suffix != ".ipynb":
        raise SharingError(f"{notebook} is no notebook: its name ends in .ipynb")
    repository = Repository.of(notebook.resolve().parent)
    plan = SharePlan(repository, repository.path_of(notebook))
    needs = read_needs(repository.root)
    plan.pinned = pin(needs.lines)
    plan.files = _files(needs, plan.pinned)
    plan.problems = [
        *repository.problems(),
        *plan.pinned.problems,
        *_memory(needs, plan.pinned),
        *_gpus(repository.root, notebook),
    ]
    return plan


def _files(needs: ProjectNeeds, pinned: Pinned) -> dict[str, str]:
    install = _INSTALL if needs.is_package else ""
    files = {"binder/postBuild": _POST_BUILD.format(install=install)}
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    if needs.conda is None:
        files["binder/runtime.txt"] = f"python-{python}\n"
        files["binder/requirements.txt"] = "".join(f"{line}\n" for line in pinned.lines)
        return files
    conda = list(needs.conda)
    if not any(re.match(r"python\b", item) for item in conda):
        conda.insert(0, f"python={python}")
    if not any(re.match(r"pip\b", item) for item in conda):
        conda.append("pip")
    environment = {"dependencies": [*conda, {"pip": pinned.lines}]}
    files["binder/environment.yml"] = yaml.safe_dump(environment, sort_keys=False)
    return files


def _memory(needs: ProjectNeeds, pinned: Pinned) -> Iterator[str]:
    conda = needs.conda or []
    for name in heavy_among([*pinned.lines, *conda]):
        yield (
            f"{name} leaves little of the 1 GB that Binder gives, and weights come on "
            "top: let the notebook work without it, or share it where there is more"
        )


def _gpus(root: Path, notebook: Path) -> Iterator[str]:
    """Say where a source asks for a GPU, which Binder does not have."""
    sources = [*sorted(root.rglob("*.py"))[:_MOST_SOURCES], notebook.resolve()]
    for file in sources:
        parts = file.relative_to(root.resolve()).parts
        if any(part.startswith(".") or part == "node_modules" for part in parts):
            continue
        found = _NEEDS_GPU.search(_source_of(file))
        if found is not None:
            yield (
                f"{'/'.join(parts)} asks for a GPU ({found.group().strip()}), and "
                "Binder has none: fall back to the processor where there is none"
            )


def _source_of(file: Path) -> str:
    try:
        if file.suffix != ".ipynb":
            return file.read_text(errors="replace")
        cells = json.loads(file.read_text())["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SharingError(f"{file} is no notebook of today: {error!r}") from error
    return "\n".join("".join(source) for source in sources)
