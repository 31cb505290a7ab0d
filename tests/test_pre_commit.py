"""What a commit waits for is set up rightly, and what is committed passes it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CONFIGURATION = ROOT / ".pre-commit-config.yaml"
HOOKS = yaml.safe_load(CONFIGURATION.read_text())["repos"][0]["hooks"]


def pre_commit(tmp_path: Path, *arguments: object) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=ROOT,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_configuration_is_valid(tmp_path):
    pre_commit(tmp_path, "validate-config", CONFIGURATION)


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout of git")
def test_what_is_committed_passes_every_hook(tmp_path):
    pre_commit(tmp_path, "run", "--all-files")


def test_no_hook_is_downloaded():
    (only,) = yaml.safe_load(CONFIGURATION.read_text())["repos"]
    assert only["repo"] == "local"
    assert {hook["language"] for hook in HOOKS} == {"unsupported"}


def test_make_check_runs_the_programs_of_every_hook():
    makefile = (ROOT / "Makefile").read_text()
    recipe = makefile.partition("\ncheck:")[2].partition("\n\n")[0]
    package = (ROOT / "reactor_runtime/panel/frontend/package.json").read_text()
    (check,) = re.findall(r'"check": "(.*)"', package)
    for hook in HOOKS:
        program = hook["name"].split()[0]
        assert program in recipe + check, program
