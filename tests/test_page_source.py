"""The TypeScript of the page: its arrows, its names, and how long a module may be."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "reactor_runtime" / "panel" / "frontend"
IMPORTED = re.compile(r'(?:from|import)\s*"(\.{1,2}/[^"?]+)"')
DECLARED = re.compile(
    r"^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+)?"
    r"(?:class|interface|enum|type)\s+([A-Za-z_]\w*)(?=\s*[<={]|\s+(?:extends|implements))",
    re.MULTILINE,
)
# The same thing on both ends of the wire, under one name.
SHARED = {
    "ColorSpace",
    "Hello",
    "Hint",
    "KeyBinding",
    "LogEntry",
    "ModelMessage",
    "SessionStatus",
    "Welcome",
}
MOST_LINES = 300
FEWEST_LINES = 60
# Small, with one user, and yet by themselves: a rule that is tested alone, and a list.
ALONE = {"src/state/answering", "src/style/sheets"}


def modules(*folders: str) -> dict[str, str]:
    """The text of each module, by its path below ``frontend/`` without ``.ts``."""
    return {
        path.relative_to(FRONTEND).with_suffix("").as_posix(): path.read_text()
        for folder in folders
        for path in sorted((FRONTEND / folder).rglob("*.ts"))
    }


def arrows(texts: dict[str, str]) -> dict[str, set[str]]:
    """What each module imports of the others, types included."""
    return {
        module: {
            target
            for spec in IMPORTED.findall(text)
            if (target := resolved(module, spec)) in texts
        }
        for module, text in texts.items()
    }


def resolved(module: str, spec: str) -> str:
    path = (FRONTEND / module).parent / spec
    return Path(path).resolve().relative_to(FRONTEND.resolve()).as_posix()


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """A way from one node back to itself, if there is any."""
    done: set[str] = set()

    def search(node: str, way: list[str]) -> list[str]:
        if node in way:
            return [*way[way.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph.get(node, ())):
            if found := search(target, [*way, node]):
                return found
        done.add(node)
        return []

    for start in sorted(graph):
        if found := search(start, []):
            return found
    return []


def room_of(module: str) -> str:
    """``src/video/player`` → ``video``; what stands at the top is a room by itself."""
    parts = module.split("/")
    return parts[1] if len(parts) > 2 else module


def test_a_circle_would_be_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_module_imports_itself_by_way_of_others():
    assert len(modules("src")) > 50
    assert circle_in(arrows(modules("src", "lab"))) == []


def test_no_room_imports_itself_by_way_of_others():
    rooms: dict[str, set[str]] = {}
    for module, targets in arrows(modules("src")).items():
        room = room_of(module)
        rooms.setdefault(room, set()).update(
            room_of(target) for target in targets if room_of(target) != room
        )
    assert circle_in(rooms) == []


def declared() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, text in modules("src", "lab", "tests", "dev").items():
        for name in DECLARED.findall(text):
            found.setdefault(name, []).append(module)
    return found


def test_a_class_interface_or_type_stands_once():
    found = declared()
    assert {"Player", "SharedSession", "JsonValue"} <= set(found)
    assert {name: at for name, at in found.items() if len(at) > 1} == {}


def test_no_name_of_the_page_means_another_thing_in_python():
    names: set[str] = set()
    for folder in ("reactor_runtime", "reactor_notebook", "benchmarks", "scripts"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            tree = ast.parse(path.read_text())
            names.update(
                node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
            )
    assert set(declared()) & names <= SHARED


def test_no_module_of_the_page_is_too_long():
    for module, text in modules("src", "lab", "dev").items():
        assert text.count("\n") <= MOST_LINES, module


def test_what_is_small_and_has_one_user_is_part_of_it():
    texts = modules("src")
    users: dict[str, set[str]] = {}
    for module, targets in arrows(texts).items():
        for target in targets:
            users.setdefault(target, set()).add(module)
    lonely = {
        module
        for module, text in texts.items()
        if text.count("\n") < FEWEST_LINES and len(users.get(module, ())) == 1
    }
    assert lonely == ALONE
