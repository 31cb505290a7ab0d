"""Sharing notebooks of repositories that the tests make, and what is said of them."""

import json
import subprocess
import sys

import nbformat
import pytest
import yaml

from reactor_notebook import reactor_share
from reactor_notebook.sharing import requirements
from reactor_notebook.sharing.plan import make_plan
from reactor_notebook.sharing.repository import Repository
from reactor_notebook.sharing.requirements import heavy_among, pin
from reactor_runtime.cli import main
from reactor_runtime.errors import SharingError
from tests.notebook.shells import MODELS

GITHUB = "https://github.com/ada/lights.git"


def git(folder, *arguments):
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(
        ["git", *who, "-C", str(folder), *arguments], check=True, capture_output=True
    )


def write_notebook(path, *cells):
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, path)


@pytest.fixture
def small(monkeypatch):
    """Without JupyterLab, whose hundred requirements take their time to read."""
    monkeypatch.setattr(requirements, "ALWAYS", (requirements.OURS,))
    monkeypatch.setattr(requirements, "_needs", lambda *_: iter(()))


@pytest.fixture
def repository(tmp_path):
    """A repository with a notebook, which is committed with what a test adds."""

    def make(files, *, remote=GITHUB, cells=("1 + 1",), is_pushed=True):
        root = tmp_path / "lights"
        root.mkdir()
        git(root, "init", "-b", "main")
        for name, text in files.items():
            (root / name).write_text(text)
        write_notebook(root / "demo.ipynb", *cells)
        git(root, "add", ".")
        git(root, "commit", "-m", "first")
        if remote:
            git(root, "remote", "add", "origin", remote)
            if is_pushed:
                git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
        return root

    return make


@pytest.fixture
def said():
    return []


def lines_of(root, name="requirements.txt"):
    return (root / "binder" / name).read_text().splitlines()


def test_a_project_of_requirements_gets_versions_a_python_and_a_badge(repository, said):
    root = repository({"requirements.txt": "numpy>=1.20  # pictures\npyyaml\n"})
    plan = reactor_share(root / "demo.ipynb", tell=said.append)
    numpy = requirements.importlib.metadata.version("numpy")
    assert f"numpy=={numpy}" in lines_of(root)
    assert any(line.startswith("PyYAML==") for line in lines_of(root))
    assert any(line.startswith("jupyterlab==") for line in lines_of(root))
    version = f"python-{sys.version_info.major}.{sys.version_info.minor}"
    assert lines_of(root, "runtime.txt") == [version]
    assert (root / "binder/postBuild").stat().st_mode & 0o111
    assert "pip install --no-deps" not in (root / "binder/postBuild").read_text()
    assert (
        plan.badge
        == said[-1]
        == (
            "[![Open in Binder](https://mybinder.org/badge_logo.svg)]"
            "(https://mybinder.org/v2/gh/ada/lights/main?urlpath=lab/tree/demo.ipynb)"
        )
    )


def test_a_project_of_pyproject_with_torch_is_installed_and_warned_of(repository):
    project = (
        '[project]\nname = "lights"\nversion = "1"\ndependencies = ["torch"]\n'
        '[build-system]\nrequires = ["hatchling"]\n'
    )
    source = "import torch\nmodel = make().to('cuda')\n"
    root = repository({"pyproject.toml": project, "lights.py": source})
    plan = make_plan(root / "demo.ipynb")
    # Where it is not installed it stays as it was written.
    (torch,) = [one for one in plan.pinned.lines if one.split("==")[0] == "torch"]
    assert "+" not in torch
    assert "pip install --no-deps" in plan.files["binder/postBuild"]
    problems = "\n".join(plan.problems)
    assert "torch leaves little of the 1 GB" in problems
    assert "lights.py asks for a GPU ('cuda')" in problems


def test_a_project_of_conda_keeps_what_conda_installs(repository, said, small):
    environment = {"dependencies": ["ffmpeg=6", {"pip": ["numpy"]}]}
    root = repository({"environment.yml": yaml.safe_dump(environment)})
    plan = reactor_share(root / "demo.ipynb", tell=said.append)
    assert set(plan.files) == {"binder/environment.yml", "binder/postBuild"}
    written = yaml.safe_load((root / "binder/environment.yml").read_text())
    *conda, pip = written["dependencies"]
    python = f"python={sys.version_info.major}.{sys.version_info.minor}"
    assert conda == [python, "ffmpeg=6", "pip"]
    assert any(line.startswith("numpy==") for line in pip["pip"])
    with pytest.raises(SharingError, match="only Binder can check it"):
        reactor_share(root / "demo.ipynb", check=True, tell=said.append)


def test_what_binder_would_not_see_is_told_with_its_remedy(repository, small):
    root = repository({}, is_pushed=False)
    (root / "weights.py").write_text("pass")
    (root / ".ipynb_checkpoints").mkdir()
    (root / ".ipynb_checkpoints/demo-checkpoint.ipynb").write_text("{}")
    problems = "\n".join(make_plan(root / "demo.ipynb").problems)
    assert "Not committed, so Binder will not have it: weights.py" in problems
    assert "checkpoint" not in problems
    assert "main is not pushed. Run: git push -u origin main" in problems
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(root, "add", ".")
    git(root, "commit", "-m", "second")
    assert "1 commit is not pushed. Run: git push" in "\n".join(
        make_plan(root / "demo.ipynb").problems
    )


def test_without_a_remote_there_are_files_but_no_badge(repository, said, small):
    root = repository({}, remote="")
    plan = reactor_share(root / "demo.ipynb", tell=said.append)
    assert (root / "binder/requirements.txt").exists()
    assert plan.badge == ""
    assert any("There is no remote" in line for line in said)


@pytest.mark.parametrize(
    ("remote", "place"),
    [
        ("git@github.com:ada/lights.git", "gh/ada/lights"),
        ("ssh://git@github.com/ada/lights", "gh/ada/lights"),
        ("https://ada:secret@github.com/ada/lights", "gh/ada/lights"),
        ("https://gitlab.com/ada/art/lights.git", "gl/ada%2Fart%2Flights"),
        ("git@gist.github.com:0123abcd.git", "gist/0123abcd"),
        ("https://git.example.org/ada/lights",
         "git/https%3A%2F%2Fgit.example.org%2Fada%2Flights.git"),
    ],
)  # fmt: skip
def test_each_kind_of_remote_has_its_address_at_binder(tmp_path, remote, place):
    url = Repository(tmp_path, remote, "a/branch", (), 0).binder_url("a b/demo.ipynb")
    assert url == (
        f"https://mybinder.org/v2/{place}/a%2Fbranch?urlpath=lab/tree/a%20b/demo.ipynb"
    )


def test_a_detached_head_is_shared_by_its_commit(repository):
    root = repository({})
    git(root, "checkout", "--detach")
    found = Repository.of(root)
    assert len(found.ref) == 40
    assert found.ref in found.binder_url("demo.ipynb")


def test_a_file_that_says_something_else_is_shown_and_left(repository, said, small):
    root = repository({})
    (root / "binder").mkdir()
    (root / "binder/runtime.txt").write_text("python-3.8\n")
    reactor_share(root / "demo.ipynb", tell=said.append)
    assert lines_of(root, "runtime.txt") == ["python-3.8"]
    assert any("-python-3.8" in line for line in said)
    reactor_share(root / "demo.ipynb", overwrite=True, tell=said.append)
    assert lines_of(root, "runtime.txt") != ["python-3.8"]
    said.clear()
    reactor_share(root / "demo.ipynb", tell=said.append)
    assert "binder/ says it all already" in said


@pytest.mark.parametrize(
    ("name", "words"),
    [("nothing.ipynb", "no notebook"), ("notes.txt", "ends in .ipynb")],
)
def test_what_is_no_notebook_is_named(repository, name, words):
    root = repository({"notes.txt": ""})
    with pytest.raises(SharingError, match=words):
        make_plan(root / name)


def test_a_notebook_in_no_repository_is_refused_with_what_to_run(tmp_path):
    write_notebook(tmp_path / "demo.ipynb", "1")
    with pytest.raises(SharingError, match="git init"):
        make_plan(tmp_path / "demo.ipynb")


def test_of_several_notebooks_one_is_to_be_named(repository, monkeypatch, small):
    root = repository({})
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(root)
    assert reactor_share(tell=lambda _: None).notebook == "demo.ipynb"
    write_notebook(root / "other.ipynb", "1")
    with pytest.raises(SharingError, match=r"demo\.ipynb, other\.ipynb"):
        reactor_share()
    monkeypatch.setenv("JPY_SESSION_NAME", str(root / "other.ipynb"))
    assert reactor_share(tell=lambda _: None).notebook == "other.ipynb"


def test_what_is_not_installed_stays_as_it_was_written(small):
    done = pin(["no-such-package>=2"])
    assert "no-such-package>=2" in done.lines
    assert any("no-such-package>=2 is not installed here" in p for p in done.problems)


class FakeDistribution:
    def __init__(self, direct):
        self.metadata = {"Name": "Lights"}
        self.version = "1.2"
        self.requires = []
        self.direct = direct

    def read_text(self, name):
        return None if self.direct is None else json.dumps(self.direct)


@pytest.mark.parametrize(
    ("direct", "line"),
    [
        (None, "Lights==1.2"),
        ({"url": "https://host/lights", "vcs_info": {"vcs": "git", "commit_id": "ab"}},
         "Lights @ git+https://host/lights@ab"),
        ({"url": "file:///home/ada/lights", "dir_info": {}}, None),
    ],
)  # fmt: skip
def test_a_package_comes_from_where_it_was_installed(monkeypatch, direct, line, small):
    real = requirements.importlib.metadata.distribution

    def distribution(name):
        return FakeDistribution(direct) if name == "lights" else real(name)

    monkeypatch.setattr(requirements.importlib.metadata, "distribution", distribution)
    done = pin(["lights"])
    found = [one for one in done.lines if one.lower().startswith("lights")]
    assert found == ([] if line is None else [line])
    told = any("/home/ada/lights, which Binder does not have" in p
               for p in done.problems)  # fmt: skip
    assert told == (line is None)


def test_heavy_packages_are_known_by_any_spelling():
    assert heavy_among(["Torch==2", "numpy==1", "jax[cuda]"]) == ["torch", "jax"]


def test_the_command_line_shares_and_says_what_is_wrong(repository, capsys, small):
    root = repository({})
    assert main(["share", str(root / "demo.ipynb")]) == 0
    assert "Open in Binder" in capsys.readouterr().out
    assert main(["share", str(root / "none.ipynb")]) == 1
    assert "no notebook" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_check_runs_the_notebook_in_an_environment_of_its_own(repository, said):
    load = "h = %reactor_load Ball"
    cells = ["%load_ext reactor_notebook", MODELS, load, "assert h.status == 'running'"]
    root = repository({"requirements.txt": "numpy\n"}, cells=cells)
    reactor_share(root / "demo.ipynb", check=True, tell=said.append)
    assert "demo.ipynb runs in an environment of its own" in said


@pytest.mark.slow
def test_a_check_that_fails_says_what_the_step_said(repository, small):
    root = repository({"requirements.txt": "./no-such-folder\n"})
    with pytest.raises(SharingError, match="no-such-folder"):
        reactor_share(root / "demo.ipynb", check=True, tell=lambda _: None)
