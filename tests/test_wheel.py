"""The wheel stands alone: no checkout, no Node."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
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
    assert "reactor_runtime/py.typed" in names
    assert not [name for name in names if "frontend" in name or "tests" in name]


@pytest.mark.slow
def test_the_quickstart_runs_from_the_wheel_without_node(wheel, tmp_path):
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, wheel, "nbclient", "nbformat"], check=True)
    notebook = shutil.copy(ROOT / "notebooks" / "00_quickstart.ipynb", tmp_path)
    bare = {
        key: value
        for key, value in os.environ.items()
        if key in {"HOME", "LANG", "TMPDIR"}
    }
    subprocess.run(
        [python, "-c", RUN_NOTEBOOK, notebook],
        cwd=tmp_path,
        env={**bare, "PATH": str(environment / "bin")},
        check=True,
        timeout=240,
    )
