"""The wheel stands alone: no checkout, no Node."""

import json
import os
import re
import shutil
import subprocess
import sys
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_carries_the_bundle_and_not_its_source(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "reactor_runtime/panel/static/panel.js" in names
    assert "reactor_notebook/sharing/page/page.html" in names
    assert "reactor_runtime/py.typed" in names
    assert [name for name in names if name.endswith(EXTENSION)]
    ours = [name for name in names if f"data/{LAB_EXTENSION}/" in name]
    kept = [path.name for path in LAB_SOURCE.rglob("*.*") if path.is_file()]
    assert sorted(name.rpartition("/")[2] for name in ours) == sorted(kept)
    assert not [name for name in names if "frontend" in name or "tests" in name]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The programs of an environment in which the wheel is installed."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    programs = environment / "bin"
    pip = [programs / "python", "-m", "pip", "install", "--quiet"]
    packages = [wheel, "nbclient", "nbformat"]
    subprocess.run([*pip, "--disable-pip-version-check", *packages], check=True)
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
