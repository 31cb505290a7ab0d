import pytest
from IPython.core.inputtransformer2 import TransformerManager

from reactor_notebook.awaiting import AwaitTransformer, await_magics


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


class Shell:
    autoawait = False


def test_without_autoawait_nothing_is_changed():
    lines = ["get_ipython().run_line_magic('reactor_load', 'M')\n"]
    assert AwaitTransformer(Shell())(lines) == lines
