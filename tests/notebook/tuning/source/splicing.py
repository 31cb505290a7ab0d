"""Declarations, and what becomes of them."""

from reactor_notebook.tuning.source.source_text import SourceText
from reactor_notebook.tuning.source.splice import splice
from reactor_notebook.tuning.source.wishes import FieldWish, HintWish
from reactor_runtime import InputField


def field(argument, after, *, before=None, method=None, qualname="S", line=1, **more):
    return FieldWish(
        name=argument, qualname=qualname, line=line, argument=argument, method=method,
        before=before or {}, after=after, **more,
    )  # fmt: skip


def hints(after, key="x", qualname="S"):
    keys = (key, f"set_{key}")
    return HintWish(name=key, qualname=qualname, line=1, keys=keys, after=after)


def spliced(text, *wishes, namespace=None, loaded=None):
    known = {"InputField": InputField} if namespace is None else namespace
    was = None if loaded is None else SourceText("cell [1]", loaded)
    return splice(SourceText("cell [1]", text), wishes, known, was)


def body(line, *wishes, **more):
    """Return the one line of a class after *wishes*; nothing may be refused."""
    head = "class S(InputState):\n    "
    done = spliced(f"{head}{line}", *wishes, **more)
    assert done.refused == {}
    assert done.text.startswith(head)
    return done.text.removeprefix(head)


def refusal(line, *wishes, **more):
    done = spliced(f"class S(InputState):\n    {line}", *wishes, **more)
    assert done.text.endswith(line)
    (reason,) = done.refused.values()
    return reason
