"""What may surround ``%reactor_load`` and ``%reactor_stop`` in a cell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Magic:
    """One of the two magics, in the forms that cells need.

    Args:
        line: The magic as a person writes it.
        call: What IPython makes of it.
        function: A script that does the same by the plain function.
    """

    line: str
    call: str
    function: str


LOAD = Magic(
    "%reactor_load Ball",
    "get_ipython().run_line_magic('reactor_load', 'Ball')",
    "from reactor_notebook import reactor_load\n"
    "reactor_load(get_ipython().user_ns['Ball'])\n",
)
STOP = Magic(
    "%reactor_stop",
    "get_ipython().run_line_magic('reactor_stop', '')",
    "from reactor_notebook import reactor_stop\nreactor_stop()\n",
)

# LINE and CALL stand for the magic, FOLDER for where `files` has put it in files.
WAITING = {
    "nothing": "LINE",
    "an assignment": "x = LINE",
    "lines before and after": "x = 1\nLINE\nx = 2",
    "if": "if True:\n    LINE",
    "for": "for _ in range(2):\n    LINE",
    "while": "go = True\nwhile go:\n    LINE\n    go = False",
    "try": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    LINE\nfinally:\n    pass",
    "with": "import contextlib\nwith contextlib.nullcontext():\n    LINE",
    "an async function": "async def f():\n    LINE\nawait f()",
    "an async method": "class C:\n    async def f(self):\n        LINE\nawait C().f()",
    "an async function in a function": (
        "def f():\n    async def g():\n        LINE\n    return g()\nawait f()"
    ),
    "a function whose result is awaited": "def f():\n    return CALL\nawait f()",
    "a list comprehension": "x = [CALL for _ in range(1)]",
    "a dict comprehension": "x = {k: CALL for k in 'a'}",
    "an f-string": 'x = f"{CALL}"',
    "a default": "def f(x=CALL):\n    pass",
    "an attribute": "x = CALL.__class__",
    "an await": "x = await CALL",
    "gather": "import asyncio\nawait asyncio.gather(CALL)",
    "%time, awaited later": "%time x = LINE\nawait x",
}
NOT_WAITING = {
    "%%time": "%%time\nx = LINE",
    "%%time of an expression": "%%time\nLINE",
    "%time": "%time x = LINE",
    "%time of an expression": "%time LINE",
    "the result of %time": "x = %time LINE",
    "%%timeit": "%%timeit -n1 -r2\nLINE",
    "%timeit": "%timeit -n1 -r1 LINE",
    "%%capture": "%%capture\nLINE",
    "%%capture of stdout": "%%capture out\nx = LINE",
    "%%time in %%capture": "%%capture\n%%time\nLINE",
    "%%capture in %%time": "%%time\n%%capture\nLINE",
    "%%prun": "%%prun -q\nLINE",
    "%time in an awaiting cell": "import asyncio\nawait asyncio.sleep(0)\n%time LINE",
    "a function": "def f():\n    LINE\nf()",
    "a lambda": "(lambda: CALL)()",
    "a class": "class C:\n    x = LINE",
    "a generator expression": "x = list(CALL for _ in range(1))",
    "the source of a generator": "x = list(y for y in [CALL])",
    "an argument": "print(CALL)",
    "exec": 'exec("CALL")',
    "eval": 'eval("CALL")',
    "a shell by another name": "ip = get_ipython()\nip.run_line_magic(*CALL_ARGUMENTS)",
    "run_cell": 'get_ipython().run_cell("LINE")',
    "run_cell_magic": 'get_ipython().run_cell_magic("time", "", "LINE")',
    "run_line_magic": 'get_ipython().run_line_magic("time", "LINE")',
    "ex": 'get_ipython().ex("CALL")',
    "text made by hand": 'exec(get_ipython().transform_cell("LINE"))',
    "%run of IPython's file": "%run FOLDER/cell.ipy",
    "%run -i of it": "%run -i FOLDER/cell.ipy",
    "%run of a notebook": "%run FOLDER/cell.ipynb",
    "%run of a script": "%run FOLDER/script.py",
    "%autoawait off": "%autoawait off\nLINE",
    "%autoawait sync": "%autoawait sync\nLINE",
}
"""Cells whose text nobody awaits; a line says so."""

OTHERWISE = {
    "a task": "import asyncio\nasync def f():\n    LINE\nx = asyncio.create_task(f())",
    "a callback": "import asyncio\nasyncio.get_running_loop().call_soon(lambda: CALL)",
    "a thread": (
        "import threading, asyncio\ndef f():\n    LINE\n"
        "t = threading.Thread(target=f)\nt.start()\n"
        "while t.is_alive():\n    await asyncio.sleep(0.01)"
    ),
}
"""What waits elsewhere, or begins when the cell has ended: there is nothing to say."""

NOTEBOOK = """{{"nbformat": 4, "nbformat_minor": 5, "metadata": {{}}, "cells": [
    {{"cell_type": "code", "id": "a", "source": "{line}", "metadata": {{}},
      "outputs": [], "execution_count": null}}]}}"""


def files(folder, magic):
    """Write *magic* into the files that cells run."""
    (folder / "cell.ipy").write_text(f"{magic.line}\n")
    (folder / "script.py").write_text(magic.function)
    (folder / "cell.ipynb").write_text(NOTEBOOK.format(line=magic.line))


def surround(code, magic, folder):
    """Return the cell *code* with *magic* in it."""
    arguments = magic.call.partition("run_line_magic")[2]
    return (
        code.replace("*CALL_ARGUMENTS", arguments.strip("()"))
        .replace("LINE", magic.line)
        .replace("CALL", magic.call)
        .replace("FOLDER", str(folder))
    )
