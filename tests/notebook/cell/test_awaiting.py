import pytest
from IPython.core.inputtransformer2 import TransformerManager

from reactor_notebook.cell.awaiting import await_magics


def transform(cell):
    lines = TransformerManager().transform_cell(cell).splitlines(keepends=True)
    return "".join(await_magics(lines))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "%reactor_load M",
            "await get_ipython().run_line_magic('reactor_load', 'M')\n",
        ),
        (
            "h = %reactor_load M --thread",
            "h = await get_ipython().run_line_magic('reactor_load', 'M --thread')\n",
        ),
        ("%reactor_stop", "await get_ipython().run_line_magic('reactor_stop', '')\n"),
        ("%reactor_status", "get_ipython().run_line_magic('reactor_status', '')\n"),
    ],
)
def test_the_await_is_put_before_magics_that_take_time(cell, expected):
    assert transform(cell) == expected


def test_an_indented_magic_is_awaited():
    result = transform("if True:\n    %reactor_load M\n")
    assert result == (
        "if True:\n    await get_ipython().run_line_magic('reactor_load', 'M')\n"
    )


def test_text_before_the_call_that_is_not_ascii_does_not_shift_the_await():
    result = transform("größe = 'ü'; h = 1\nx = %reactor_load M\n")
    assert "x = await get_ipython()" in result


# What str.splitlines takes for the end of a line and Python's tokenizer does not.
NO_LINE_ENDS = ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
LINE_ENDS = ["\n", "\r", "\r\n"]


@pytest.mark.parametrize("end", NO_LINE_ENDS + LINE_ENDS, ids=ascii)
@pytest.mark.parametrize("text", ["s = '''a{}b'''\n", "# a{}# b\n", "'''{0}{0}'''\n"])
def test_lines_are_counted_as_the_tokenizer_counts_them(text, end):
    before = text.format(end)
    cell = f"{before}h = get_ipython().run_line_magic('reactor_load', 'M')\n"
    result = "".join(await_magics(cell.splitlines(keepends=True)))
    assert result == cell.replace("get_ipython", "await get_ipython")


def test_an_expression_too_deep_for_recursion_is_no_obstacle():
    long = f"x = {' + '.join(['1'] * 800)}\n"
    call = "get_ipython().run_line_magic('reactor_load', 'M')\n"
    assert "".join(await_magics([long, call])) == f"{long}await {call}"


def test_a_call_in_a_string_is_left_alone():
    cell = "s = \"get_ipython().run_line_magic('reactor_load', 'M')\"\n"
    assert transform(cell) == cell


def test_a_call_that_is_awaited_already_is_left_alone():
    cell = "h = await get_ipython().run_line_magic('reactor_load', 'M')\n"
    assert transform(cell) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "def f():\n    %reactor_load M\n",
        "class C:\n    %reactor_load M\n",
    ],
)
def test_where_python_allows_no_await_none_is_put(cell):
    assert "await" not in transform(cell)


def test_an_async_function_awaits():
    assert "await" in transform("async def f():\n    %reactor_load M\n")


def test_a_cell_with_a_syntax_error_comes_back_unchanged():
    lines = ["x = = 1\n", "get_ipython().run_line_magic('reactor_load', 'M')\n"]
    assert await_magics(lines) == lines


CALL = "get_ipython().run_line_magic('reactor_load', 'M')"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = CALL.status", "x = (await CALL).status"),
        ("CALL['x'] = 1", "(await CALL)['x'] = 1"),
        ("CALL(1)", "(await CALL)(1)"),
        ("x = 'é', CALL.name, CALL", "x = 'é', (await CALL).name, await CALL"),
        ("f(CALL)", "f(CALL)"),
        ("f(*CALL, x=CALL)", "f(*CALL, x=CALL)"),
        ("f([CALL])", "f([await CALL])"),
        ("x = lambda y=CALL: CALL", "x = lambda y=await CALL: CALL"),
        ("x = (y for y in CALL)", "x = (y for y in CALL)"),
        ("x: CALL = CALL", "x: CALL = await CALL"),
        (
            "def f(x: CALL = CALL) -> CALL:\n async def g(y=CALL):\n  return CALL",
            "def f(x: CALL = await CALL) -> CALL:\n async def g(y=CALL):\n"
            "  return await CALL",
        ),
        (
            "async def f():\n class C:\n  x = CALL\n  async def g(self): CALL",
            "async def f():\n class C:\n  x = CALL\n  async def g(self): await CALL",
        ),
    ],
)
def test_an_await_is_put_only_where_it_is_legal_and_meant(code, expected):
    result = "".join(await_magics([f"{code}\n".replace("CALL", CALL)]))
    assert result == f"{expected}\n".replace("CALL", CALL)


def test_where_the_cell_cannot_await_its_async_functions_still_do():
    lines = [f"x = {CALL}\n", f"async def f(): {CALL}\n"]
    assert await_magics(lines, at_top_level=False) == [
        f"x = {CALL}\n",
        f"async def f(): await {CALL}\n",
    ]


@pytest.mark.parametrize(
    ("argument", "awaits"),
    [
        *((argument, False) for argument in ("off", "FALSE", "sync", "trio")),
        *((argument, True) for argument in ("", "on", "asyncio")),
    ],
)
def test_a_cell_that_turns_awaiting_off_awaits_nothing(argument, awaits):
    off = f"get_ipython().run_line_magic('autoawait', '{argument}')\n"
    result = await_magics([off, f"{CALL}\n"])
    assert result == [off, f"{'await ' * awaits}{CALL}\n"]


@pytest.mark.parametrize("off", ["get_ipython().run_line_magic('autoawait')", "f()"])
def test_other_calls_leave_awaiting_on(off):
    assert await_magics([f"{off}\n", f"{CALL}\n"])[1] == f"await {CALL}\n"


def test_a_cell_that_python_refuses_is_refused_without_an_await_in_it():
    lines = [f"x = {CALL}\n", "return x\n"]
    assert await_magics(lines) == lines


def test_of_what_the_cell_s_own_code_deserves_python_warns_once(recwarn):
    await_magics(["x = 1 is 1\n", f"{CALL}\n"])
    assert not recwarn
