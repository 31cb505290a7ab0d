"""The arrows of docs/architecture.md, checked on the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VALUES = {"values", "errors", "printable", "weight", "clock"}
INTERFACE = VALUES | {"fields", "interface", "log", "paths", "distribution"}
CONTRACT = INTERFACE | {"contract"}
SUPERVISION = VALUES | {"supervision"}
SESSION = CONTRACT | {"session"}
STREAMING = SUPERVISION | {"fields", "media", "streaming"}
BASE = SESSION | {"transports.base"}
ENGINE = BASE | STREAMING | {"engine"}

# What each layer may import of reactor_runtime; anything else is a wrong arrow.
ALLOWED = {
    "values": set(),
    "errors": {"values"},
    "printable": set(),
    "weight": {"printable"},
    "distribution": set(),
    "paths": set(),
    "log": {"errors", "printable"},
    "supervision": SUPERVISION,
    "fields": VALUES | {"fields"},
    "interface": INTERFACE,
    "contract": CONTRACT,
    "media": VALUES | {"media"},
    "wire": VALUES | {"wire"},
    "clock": set(),
    "session": SESSION,
    "streaming": STREAMING,
    "transports.base": BASE,
    "transports": BASE | STREAMING | {"wire", "transports"},
    "engine": ENGINE,
    "panel": {"panel"},
    "testing": ENGINE | {"transports", "testing"},
    "cli": CONTRACT | {"contract", "cli"},
}
# The rooms of reactor_notebook, each of which may import those before it; what a person
# types stands above them all.
ROOMS = [
    "cell", "relay", "targets", "options", "widget", "presets", "tuning", "loaded",
    "sharing", "handle", "controller", "api", "magics", "extension", "",
]  # fmt: skip
HEAVY = ["torch", "av", "PIL", "simplejpeg", "yaml", "websockets", "fastapi"]
NOTEBOOK = ["IPython", "ipywidgets", "anywidget", "traitlets", "jupyter_server"]


def layer_of(module: str) -> str:
    """``reactor_runtime.session.log`` → ``session``; ``transports.base`` stays."""
    parts = module.split(".")[1:]
    if parts[:2] == ["transports", "base"]:
        return "transports.base"
    return parts[0] if parts else ""


def imported_modules(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = {f"{node.module}.{alias.name}" for alias in node.names}
            known = {name for name in submodules if is_module(name)}
            found |= known or {node.module}
    return found


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize(
    "path", sources("reactor_runtime"), ids=lambda path: module_name(path)
)
def test_a_module_imports_only_the_layers_below_it(path: Path):
    layer = layer_of(module_name(path))
    if layer == "":
        return
    assert layer in ALLOWED, f"{layer!r} is in no layer; add it to the table"
    for name in imported_modules(path):
        if name.split(".")[0] == "reactor_notebook":
            pytest.fail(f"{module_name(path)} imports the notebook ({name})")
        if name.startswith("reactor_runtime."):
            assert layer_of(name) in ALLOWED[layer], f"{module_name(path)} → {name}"


@pytest.mark.parametrize(
    "path", sources("reactor_notebook"), ids=lambda path: module_name(path)
)
def test_no_room_of_the_notebook_imports_one_above_it(path: Path):
    floor = ROOMS.index(layer_of(module_name(path)))
    for name in imported_modules(path):
        if name.startswith("reactor_notebook."):
            above = ROOMS.index(layer_of(name)) > floor
            assert not above, f"{module_name(path)} → {name}"


def test_no_wire_imports_another():
    transports = "reactor_runtime.transports"
    wires = {f"{transports}.inprocess", f"{transports}.viewers"}
    for path in sources("reactor_runtime/transports"):
        others = {w for w in wires if not module_name(path).startswith(w)}
        for name in imported_modules(path):
            if module_name(path) != f"{transports}.base":
                assert not name.startswith(tuple(others)), f"{path.name} → {name}"


def test_the_runtime_never_imports_jupyter():
    for path in sources("reactor_runtime"):
        roots = {name.split(".")[0] for name in imported_modules(path)}
        assert not roots & set(NOTEBOOK), module_name(path)


def test_importing_the_runtime_loads_nothing_heavy():
    code = (
        "import sys, reactor_runtime, reactor_runtime.interface\n"
        f"print([n for n in {HEAVY + NOTEBOOK} if n in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that reach each other, by Tarjan's algorithm."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        numbers[module] = lowest[module] = len(numbers)
        stack.append(module)
        for other in arrows[module] & arrows.keys():
            if other not in numbers:
                visit(other)
            if other in stack:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == numbers[module]:
            start = stack.index(module)
            group = stack[start:]
            del stack[start:]
            if len(group) > 1:
                found.append(sorted(group))

    for module in arrows:
        if module not in numbers:
            visit(module)
    return found


def test_a_circle_is_found():
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}
    assert circles(arrows) == [["b", "c"]]


def test_no_module_reaches_itself_not_even_for_types():
    paths = [*sources("reactor_runtime"), *sources("reactor_notebook")]
    arrows = {module_name(path): imported_modules(path) for path in paths}
    # A package that only collects names for people is none of its parts' business.
    for collecting in ("reactor_runtime", "reactor_notebook"):
        del arrows[collecting]
    assert circles(arrows) == []
