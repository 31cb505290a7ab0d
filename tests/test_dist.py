"""What is published: the sdist, and the wheel, which needs no checkout and no Node.

``make dist`` runs this and keeps both in ``dist/``.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXTENSION = "data/etc/jupyter/jupyter_server_config.d/reactor_notebook.json"
LAB_SOURCE = ROOT / "jupyter-data/labextensions/reactor-notebook"
LAB_EXTENSION = "share/jupyter/labextensions/reactor-notebook"
RUN_NOTEBOOK = """
import sys, nbformat
from nbclient import NotebookClient
import reactor_runtime, reactor_notebook
assert "site-packages" in reactor_runtime.__file__, reactor_runtime.__file__
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
"""
STEP_MODEL = """
import sys, numpy as np
import reactor_notebook, reactor_runtime
from reactor_runtime import InputField, InputState, ReactorPipeline
from reactor_runtime.testing import ModelDriver

assert not [path for path in sys.path if path == sys.argv[1]], sys.path
assert "site-packages" in reactor_notebook.__file__, reactor_notebook.__file__

class Knobs(InputState):
    level: int = InputField(3, ge=0, le=255)

class Grey(ReactorPipeline):
    state: Knobs

    def inference(self):
        while True:
            yield np.full((4, 4, 3), self.state.level, np.uint8)

with ModelDriver(Grey) as driver:
    client = driver.connect()
    client.send("set_level", level=7)
    driver.step()
    print(reactor_runtime.__version__, client.frame().pixels.max())
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the sdist and the wheel made of it; ``make dist`` names its own."""
    named = os.environ.get("REACTOR_DIST")
    out = Path(named) if named else tmp_path_factory.mktemp("dist")
    build(ROOT, out)
    return out


def build(source: Path, out: Path, *only: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", *only]
    done = subprocess.run(
        [*command, "--outdir", out, source], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def sdist(built) -> Path:
    (found,) = built.glob("*.tar.gz")
    return found


@pytest.mark.slow
def test_the_index_takes_what_both_say_of_themselves(wheel, sdist):
    command = [sys.executable, "-m", "twine", "check", "--strict", wheel, sdist]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_wheel_holds_the_two_packages_and_nothing_odd(wheel):
    command = [sys.executable, "-m", "check_wheel_contents", wheel]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_sdist_makes_byte_for_byte_the_wheel_of_the_checkout(wheel, tmp_path):
    build(ROOT, tmp_path, "--wheel")
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_the_sdist_holds_no_file_that_is_not_of_the_repository(sdist):
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("this is no checkout of git")
    assert inside - set(listed.stdout.split("\n")) <= {"PKG-INFO"}


@pytest.mark.slow
def test_the_wheel_carries_the_bundle_and_not_its_source(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "reactor_runtime/panel/static/panel.js" in names
    assert "reactor_notebook/sharing/page/page.html" in names
    assert "reactor_runtime/py.typed" in names
    assert "reactor_notebook/py.typed" in names
    assert [name for name in names if name.endswith(EXTENSION)]
    ours = [name for name in names if f"data/{LAB_EXTENSION}/" in name]
    kept = [path.name for path in LAB_SOURCE.rglob("*.*") if path.is_file()]
    assert sorted(name.rpartition("/")[2] for name in ours) == sorted(kept)
    assert not [name for name in names if "frontend" in name or "tests" in name]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The programs of an environment in which the wheel is installed."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    programs = environment / "bin"
    uv = [sys.executable, "-m", "uv"]  # pip takes ten times as long
    packages = [wheel, "nbclient", "nbformat"]
    subprocess.run([*uv, "venv", "-qp", sys.executable, environment], check=True)
    subprocess.run(
        [*uv, "pip", "install", "-qp", programs / "python", *packages], check=True
    )
    return programs


def run_bare(programs: Path, command: list[object], cwd: Path) -> str:
    """Run *command* with nothing of this environment; return what it said."""
    kept = {key: os.environ[key] for key in ("LANG", "TMPDIR") if key in os.environ}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**kept, "HOME": str(cwd), "PATH": str(programs)},
        check=True,
        timeout=240,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ).stdout


@pytest.mark.slow
def test_a_model_is_stepped_from_the_wheel(installed, wheel, tmp_path):
    command = [installed / "python", "-c", STEP_MODEL, ROOT]
    version, level = run_bare(installed, command, tmp_path).split()
    assert wheel.name.startswith(f"reactor_notebook-{version}-")
    assert level == "7"


@pytest.mark.slow
def test_installing_the_wheel_brings_the_command_line(installed, tmp_path):
    said = run_bare(installed, [installed / "reactor", "--help"], tmp_path)
    for command in ("init", "schema", "share"):
        assert re.search(rf"^ +{command} ", said, re.MULTILINE), said


@pytest.mark.slow
def test_a_project_begins_from_the_wheel(installed, tmp_path):
    run_bare(installed, [installed / "reactor", "init", "waves"], tmp_path)
    said = run_bare(installed, [installed / "reactor", "schema", "waves"], tmp_path)
    assert list(json.loads(said)["webhooks"]) == ["restarted"]


@pytest.mark.slow
def test_the_quickstart_runs_from_the_wheel_without_node(installed, tmp_path):
    for path in (ROOT / "notebooks").glob("*.*"):
        shutil.copy(path, tmp_path)
    command = [installed / "python", "-c", RUN_NOTEBOOK, "00_quickstart.ipynb"]
    run_bare(installed, command, tmp_path)


@pytest.mark.slow
def test_installing_the_wheel_enables_the_server_extension(installed, tmp_path):
    command = [installed / "python", "-m", "jupyter", "server", "extension", "list"]
    said = run_bare(installed, command, tmp_path)
    assert re.search(r"reactor_notebook\.relay\W.*enabled", said), said
    assert re.search(r"reactor_notebook\.relay.*OK", said), said


@pytest.mark.slow
def test_installing_the_wheel_enables_the_extension_of_jupyterlab(installed, tmp_path):
    kept = installed.parent / LAB_EXTENSION
    manifest = json.loads((kept / "package.json").read_text())
    assert (kept / manifest["jupyterlab"]["_build"]["load"]).is_file()
    # JupyterLab is this environment's; it looks into the other one.
    said = subprocess.run(
        [sys.executable, "-m", "jupyter", "labextension", "list"],
        env={
            **os.environ,
            "JUPYTER_PATH": str(installed.parent / "share/jupyter"),
            "JUPYTER_CONFIG_DIR": str(tmp_path),
        },
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ).stdout
    section = re.split(r"\n\s*\n", said.partition(str(kept.parent))[2])[0]
    assert re.search(r"reactor-notebook v\S+\W.*enabled.*OK", section), said
