"""Another distribution with the same import name is named, not tripped over."""

import os
import subprocess
import sys

import pytest

from reactor_runtime import distribution


@pytest.fixture
def environment_with_both(tmp_path):
    info = tmp_path / "reactor_runtime-3.10.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: reactor-runtime\nVersion: 3.10.0\n"
    )
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize("package", ["reactor_runtime", "reactor_notebook"])
def test_the_conflicting_distribution_is_named_in_one_line(
    package, environment_with_both
):
    failed = subprocess.run(
        [sys.executable, "-c", f"import {package}"],
        env=environment_with_both,
        capture_output=True,
        text=True,
    )
    last = failed.stderr.strip().splitlines()[-1]
    assert failed.returncode == 1
    assert last.startswith("ImportError: reactor-runtime 3.10.0 and reactor-notebook")
    assert "pip uninstall -y reactor-runtime" in last


@pytest.mark.parametrize("name", ["reactor_runtime_extras-1.0.dist-info", "other"])
def test_a_distribution_that_is_only_named_alike_is_no_conflict(
    name, tmp_path, monkeypatch
):
    (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path / "missing"), str(tmp_path), ""])
    assert distribution.conflict() is None


def test_the_conflict_is_seen_under_any_spelling_of_the_name(tmp_path, monkeypatch):
    info = tmp_path / "Reactor_Runtime-3.10.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: Reactor-Runtime\nVersion: 3.10.0\n"
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert "reactor-runtime 3.10.0" in (distribution.conflict() or "")
