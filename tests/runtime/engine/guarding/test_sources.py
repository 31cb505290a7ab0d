"""A traceback calls a file what people call it, and still shows its lines."""

import linecache

import pytest

from reactor_runtime.engine.guarding.guard import SOURCES, describe

PATH = "/tmp/kernel_7/8123.py"
CODE = "def step():\n    return 1 / 0\n"


@pytest.fixture
def failure(monkeypatch):
    known = (len(CODE), None, CODE.splitlines(keepends=True), PATH)
    monkeypatch.setitem(linecache.cache, PATH, known)
    names: dict[str, object] = {}
    exec(compile(CODE, PATH, "exec"), names)
    with pytest.raises(ZeroDivisionError) as failed:
        names["step"]()
    return failed.value


def test_a_path_is_shown_where_nobody_knows_better(failure, monkeypatch):
    monkeypatch.setattr(SOURCES, "called", str)
    assert f'File "{PATH}", line 2, in step\n    return 1 / 0' in describe(failure)


def test_a_cell_has_its_name_and_its_lines(failure, monkeypatch):
    names = {PATH: "Cell In[4]"}
    monkeypatch.setattr(SOURCES, "called", lambda path: names.get(path, path))
    told = describe(failure)
    assert 'File "Cell In[4]", line 2, in step\n    return 1 / 0' in told
    assert PATH not in told


def test_a_name_that_cannot_be_had_hides_no_failure(failure, monkeypatch):
    def broken(path):
        raise RuntimeError(path)

    monkeypatch.setattr(SOURCES, "called", broken)
    assert describe(failure).startswith("ZeroDivisionError")
