"""Hints go into a class's ``ui``, or it gets one."""

import pytest

from tests.notebook.tuning.source.splicing import body, hints, refusal, spliced


def test_hints_that_changed_since_are_not_overwritten():
    loaded = 'class S:\n    ui = {"x": {"step": 1}}\n'
    now = loaded.replace("1", "2")
    told = spliced(now, hints({"step": 3}), loaded=loaded).refused["x"]
    assert "since it was loaded" in told
    anew = spliced(now, hints({"step": 3}), loaded="class S:\n    pass\n")
    assert "since it was loaded" in anew.refused["x"]


@pytest.mark.parametrize(
    ("line", "after", "expected"),
    [
        ("ui = {}", {"step": 1}, 'ui = {"x": {"step": 1}}'),
        ("ui = {'x': {}}", {"step": 1}, "ui = {'x': {'step': 1}}"),
        ("ui = {'y': {}}", {"soft": (0, 1)}, "ui = {'y': {}, 'x': {'soft': (0, 1)}}"),
        ("ui = {'set_x': {'step': 2}}", {"step": 1}, "ui = {'set_x': {'step': 1}}"),
        (
            "ui: ClassVar = {'x': {'step': 2, 'unit': 'm',}}",
            {"step": None, "label": "X"},
            "ui: ClassVar = {'x': {'unit': 'm', 'label': 'X',}}",
        ),
        ("ui = {'y': {}}", {"step": None}, "ui = {'y': {}}"),
        ("pass", {"step": None}, "pass"),
        ("pass", {"step": 1}, 'pass\n    ui = {"x": {"step": 1}}'),
        (
            "x: int = 1  # a",
            {"step": 1},
            'x: int = 1  # a\n    ui = {"x": {"step": 1}}',
        ),
        (
            "@event\n    def go(self): pass",
            {"step": 1},
            'ui = {"x": {"step": 1}}\n    @event\n    def go(self): pass',
        ),
    ],
)
def test_hints_go_into_ui(line, after, expected):
    assert body(line, hints(after)) == expected


def test_several_new_hints_share_one_ui():
    wishes = (hints({"step": 1}), hints({"step": 2}, "y"))
    assert body("x: int = 1", *wishes).endswith(
        'ui = {"x": {"step": 1}, "y": {"step": 2}}'
    )


@pytest.mark.parametrize(
    "line", ["ui = make()", "ui = {**BASE}", "ui = {'x': make()}", "ui = dict(x={})"]
)
def test_a_ui_that_is_made_elsewhere_is_refused(line):
    assert "is no plain {...}" in refusal(line, hints({"step": 1}))
