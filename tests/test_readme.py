"""What the README and the documents show is run as it stands there."""

import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

from tests.notebooks.cells import is_plain

ROOT = Path(__file__).parent.parent
AT_THE_ROOT = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
TARGETS = {"bench", "bundle", "check", "dist", "format", "fuzz", "lab", "test"}
DOCUMENTS = [*(ROOT / name for name in AT_THE_ROOT), *ROOT.glob("docs/*.md")]


def blocks(document: str, language: str) -> list[str]:
    text = (ROOT / document).read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def module(monkeypatch):
    made = types.ModuleType("document")
    monkeypatch.setitem(sys.modules, "document", made)
    return made


def run(block: str, module: types.ModuleType) -> None:
    exec(compile(block, "<document>", "exec"), module.__dict__)


def test_the_readme_class_has_twelve_lines():
    (block,) = [b for b in blocks("README.md", "python") if "class Ripple" in b]
    assert len([line for line in block.split("\n") if line.strip()]) == 12


def test_the_readme_class_runs_and_its_test_passes(module):
    for block in filter(is_plain, blocks("README.md", "python")):
        run(block, module)
    module.test_more_rings_change_the_picture()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_sends_from_a_cell_it_awaits(document):
    for block in blocks(str(document.relative_to(ROOT)), "python"):
        if not is_plain(block):
            lines = [line for line in block.split("\n") if ".send(" in line]
            assert [line for line in lines if "await " not in line] == []


@pytest.mark.slow
def test_the_readme_pasted_into_one_notebook_is_one_session():
    import nbformat
    from nbclient import NotebookClient

    cells = blocks("README.md", "python")
    cells += [
        "assert ripple.state.rings == 40",
        "assert ripple.frame().shape == (360, 480, 3)",
        "import asyncio\nawait asyncio.to_thread(test_more_rings_change_the_picture)",
        "%reactor_status",
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    listed = notebook.cells[-1].outputs[0].text.strip().split("\n")
    assert len(listed) == 1
    assert "Ripple · running" in listed[0]


def test_the_authoring_page_runs_from_top_to_bottom(module):
    for block in blocks("docs/authoring.md", "python"):
        run(block, module)


def test_the_manifest_of_the_authoring_page_loads(tmp_path):
    from reactor_runtime.contract.target import resolve_target

    (tmp_path / "reactor.yaml").write_text(blocks("docs/authoring.md", "yaml")[0])
    (tmp_path / "config.yaml").write_text("strength: 0.5\n")
    (tmp_path / "pipeline.py").write_text(
        "from reactor_runtime import ReactorPipeline\n"
        "class MyModel(ReactorPipeline):\n"
        "    def inference(self):\n"
        "        yield None\n"
    )
    target = resolve_target(str(tmp_path))
    assert (target.name, target.model.__name__) == ("my-model", "MyModel")
    assert target.config == {"strength": 0.5}


@pytest.mark.slow
def test_the_commands_of_the_authoring_page_run(tmp_path):
    (tmp_path / "reactor.yaml").write_text("runtime:\n  import: pipeline:Lamp\n")
    (tmp_path / "pipeline.py").write_text(
        "from reactor_runtime import InputField, InputState, ReactorPipeline\n"
        "class Light(InputState):\n"
        "    brightness: float = InputField(1.0, ge=0.0, le=2.0)\n"
        "class Lamp(ReactorPipeline):\n"
        "    state: Light\n"
        "    def inference(self):\n"
        "        yield None\n"
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for block in blocks("docs/authoring.md", "bash"):
        subprocess.run(
            ["bash", "-euc", block],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            check=True,
            timeout=60,
        )
    assert "export interface Commands {" in (tmp_path / "model.ts").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_that_is_named_exists(document):
    for target in set(re.findall(r"`?make (\w+)\b", document.read_text())):
        if target in {
            "test",
            "check",
            "lab",
            "bench",
            "bundle",
            "format",
            "dist",
            "fuzz",
        }:
            subprocess.run(
                ["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True
            )
    commands = re.findall(r"^make (\w+)", document.read_text(), re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text()
    for target in commands:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document):
    for link in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if "://" not in link:
            assert (document.parent / link).exists(), f"{document.name}: {link}"
