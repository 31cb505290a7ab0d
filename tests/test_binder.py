"""What Binder would install, and where the badges lead."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)$", (ROOT / "binder/requirements.txt").read_text(), re.M
    )
}
WANTED = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["lab"]]
BADGE = re.compile(
    r"\(https://mybinder\.org/v2/gh/([\w.-]+/[\w.-]+)/HEAD\?urlpath=lab/tree/([^)]+)\)"
)


@pytest.mark.parametrize("line", WANTED)
def test_the_lock_has_a_version_that_the_project_admits(line):
    wanted = Requirement(line)
    version = LOCK[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version, prereleases=True)


def test_the_lock_is_without_torch():
    assert "torch" not in LOCK


def test_the_python_is_one_that_the_project_admits():
    version = (ROOT / "binder/runtime.txt").read_text().strip()
    assert re.fullmatch(r"python-3\.\d+", version)
    admits = Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    assert admits.contains(version.removeprefix("python-"))


def test_every_notebook_without_torch_has_a_badge_that_opens_it():
    readme = (ROOT / "README.md").read_text()
    found = BADGE.findall(readme)
    repository = PROJECT["project"]["urls"]["Repository"]
    assert {f"https://github.com/{name}" for name, _ in found} == {repository}
    names = {path for _, path in found}
    assert all((ROOT / path).is_file() for path in names)
    notebooks = {
        f"notebooks/{path.name}"
        for path in (ROOT / "notebooks").glob("*.ipynb")
        if "torch" not in path.name
    }
    assert names == notebooks
