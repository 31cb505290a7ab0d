"""Nothing starts tasks, threads or callbacks but the one module that watches them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HELPER = "reactor_runtime/supervision.py"
STARTS = {
    "create_task",
    "ensure_future",
    "run_coroutine_threadsafe",
    "TaskGroup",
    "Task",
    "to_thread",
    "call_soon",
    "call_soon_threadsafe",
    "call_later",
    "call_at",
    "add_reader",
    "add_signal_handler",
    "Thread",
    "Timer",
    "ThreadPoolExecutor",
    "run_in_executor",
}

# What these start hands its outcome to a supervised task or callback.
EXCEPT = {
    "reactor_runtime/engine/hosting/loop_thread.py": {"Thread"},
    "reactor_runtime/engine/guarding/stalls.py": {
        "Thread"
    },  # it only looks, and tells a test
    "reactor_notebook/cell/console.py": {"Thread"},  # what a model's threads inherit
    "reactor_runtime/engine/hosting/delivery_thread.py": {"run_in_executor"},
    "reactor_runtime/engine/virtual.py": {"run_in_executor"},
    "reactor_runtime/testing/driver.py": {"create_task"},  # run to its end at once
    "reactor_notebook/sharing/recording.py": {"ThreadPoolExecutor", "run_in_executor"},
    "reactor_runtime/streaming/pool.py": {"ThreadPoolExecutor"},
    "reactor_runtime/transports/viewers/turns.py": {"to_thread"},
    "reactor_runtime/transports/viewers/upload_desk.py": {"to_thread"},
}

# Attributes that hold objects of ours, whose methods of these names use the helper.
OURS = {"_io", "io", "_delivery"}


def starts_in(source: str) -> set[str]:
    """The names in *source* of what starts work, called on a module or an object.

    The helper's own functions are called by their bare names, so those are left out
    where they come from it.
    """
    tree = ast.parse(source)
    helped = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "reactor_runtime.supervision"
        for alias in node.names
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in STARTS:
            if not is_ours(node.value):
                found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and node.module != (
            "reactor_runtime.supervision"
        ):
            found |= {alias.name for alias in node.names} & STARTS
        elif isinstance(node, ast.Name) and node.id in STARTS - helped:
            found.add(node.id)
    return found


def is_ours(owner: ast.expr) -> bool:
    name = owner.attr if isinstance(owner, ast.Attribute) else ""
    return (owner.id if isinstance(owner, ast.Name) else name) in OURS


def annotations_aside(source: str) -> str:
    """*source* without the annotations, which only name what others start."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.unparse(tree)


def sources() -> list[Path]:
    packages = ("reactor_runtime", "reactor_notebook")
    return [path for name in packages for path in sorted((ROOT / name).rglob("*.py"))]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_helper_starts_work_that_can_end_unseen(path: Path):
    name = str(path.relative_to(ROOT))
    if name == HELPER:
        return
    started = starts_in(annotations_aside(path.read_text()))
    assert started <= EXCEPT.get(name, set()), (
        f"{name} starts work by {sorted(started)}; use {HELPER}"
    )


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio\nasyncio.create_task(work())",
        "from asyncio import create_task\ncreate_task(work())",
        "loop.call_later(1, work)",
        "asyncio.ensure_future(work())",
        "import threading as t\nt.Thread(target=work)",
        "start = loop.call_soon_threadsafe",
        "async with asyncio.TaskGroup() as group: pass",
    ],
)
def test_each_way_to_start_work_is_found(source):
    if source.startswith("async with"):
        source = f"async def f():\n    {source}"
    assert starts_in(annotations_aside(source))


def test_every_exception_is_still_needed():
    for name, allowed in EXCEPT.items():
        source = annotations_aside((ROOT / name).read_text())
        assert starts_in(source) >= allowed, f"{name} needs {sorted(allowed)} no more"
