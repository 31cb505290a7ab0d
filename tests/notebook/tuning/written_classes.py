"""Sources as people write them, oddly, and what may be tuned in them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

KEEP = "keep"
"""Stands in every line, and in every comment, that no tuning may touch."""

STYLES = {
    "star": ("from reactor_runtime import *", "InputField"),
    "names": (
        "from reactor_runtime import InputField, InputState, ReactorPipeline, event",
        "InputField",
    ),
    "beside": (
        "from reactor_runtime.interface import (\n"
        "    InputState,  # keep the base\n"
        "    ReactorPipeline, event,\n"
        ")",
        "InputField",
    ),
    "alias": (
        "from reactor_runtime import InputField as F\n"
        "from reactor_runtime import InputState, ReactorPipeline, event",
        "F",
    ),
    "module": (
        "import reactor_runtime as rr  # keep\n"
        "InputState, ReactorPipeline, event = "
        "rr.InputState, rr.ReactorPipeline, rr.event  # keep",
        "rr.InputField",
    ),
}


@dataclass(frozen=True)
class Knob:
    """One parameter: how it is written, and what may be tuned of it.

    Args:
        name: Its name.
        kind: Its annotation.
        settings: What its ``InputField`` says, as source text.
        shape: ``bare``, ``required``, ``call``, ``positional`` or ``lines``.
    """

    name: str
    kind: str
    settings: dict
    shape: str

    def written(self, call: str, *, equal: str = " = ") -> str:
        default = self.settings["default"]
        if self.shape == "required":
            return f"{self.name}: {self.kind}"
        if self.shape == "bare":
            return f"{self.name}: {self.kind}{equal}{default}"
        said = dict(self.settings)
        parts = []
        if self.shape == "positional":
            parts.append(said.pop("default"))
        parts += [f"{key}={value}" for key, value in said.items()]
        if self.shape != "lines":
            return f"{self.name}: {self.kind}{equal}{call}({', '.join(parts)})"
        lines = "".join(
            f"\n        {part},  # keep {n}" for n, part in enumerate(parts)
        )
        return f"{self.name}: {self.kind}{equal}{call}({lines}\n    )"


@dataclass(frozen=True)
class Example:
    """A source, and the tunes that go with it."""

    text: str
    raw: bytes
    is_cell: bool
    tunes: dict


def knob_texts(kind: str) -> st.SearchStrategy[dict]:
    if kind in ("float", "int"):
        low = st.integers(-9, 0)
        high = st.integers(1, 9)
        form = "{}.0" if kind == "float" else "{}"
        return st.fixed_dictionaries(
            {"default": st.sampled_from(["0", "1", form.format(1), "LO"])},
            optional={
                "ge": st.one_of(low.map(form.format), st.just("LO")),
                "le": high.map(form.format),
                "description": st.sampled_from(['"how much"', "'it\\'s é'", '"#3"']),
            },
        )
    return st.fixed_dictionaries(
        {"default": st.sampled_from(['"ember"', "'reef'", 'r"ice"'])},
        optional={
            "max_length": st.integers(9, 20).map(str),
            "choices": st.sampled_from(
                [
                    '["ember", "reef", "ice"]',
                    "('ice', 'reef', 'ember',)",
                    '["ember",  # keep e\n            "reef", "ice"]',
                ]
            ),
        },
    )


@st.composite
def knobs(draw, name: str) -> Knob:
    kind = draw(st.sampled_from(["float", "int", "str"]))
    shape = draw(st.sampled_from(["bare", "required", "call", "positional", "lines"]))
    return Knob(name, kind, draw(knob_texts(kind)), shape)


def tunes(kind: str) -> st.SearchStrategy[dict]:
    if kind == "str":
        return st.fixed_dictionaries(
            {},
            optional={
                "default": st.sampled_from(["reef", "ice"]),
                "choices": st.sampled_from(
                    [None, ["reef", "ice"], ["ember", "reef", "ice", "q'\"é\u20ac"]]
                ),
                "max_length": st.sampled_from([None, 12]),
                "description": st.sampled_from([None, 'say "it\'s"', "ünï\u20ac"]),
            },
        )
    number = float if kind == "float" else int
    return st.fixed_dictionaries(
        {},
        optional={
            "default": st.integers(0, 1).map(number),
            "ge": st.one_of(st.none(), st.integers(-20, 0).map(number)),
            "le": st.one_of(st.none(), st.integers(1, 20).map(number)),
            "step": st.sampled_from([None, 0.5, 2]),
            "soft": st.sampled_from([None, (0, 1), (0.25, 3)]),
        },
    )


@st.composite
def examples(draw) -> Example:
    """Draw a source with a base state, a state, a model, and what to tune in it."""
    style = draw(st.sampled_from(sorted(STYLES)))
    imports, call = STYLES[style]
    is_cell = draw(st.booleans())
    base = [draw(knobs(f"b{n}")) for n in range(draw(st.integers(0, 2)))]
    own = [draw(knobs(f"s{n}")) for n in range(draw(st.integers(1, 3)))]
    arguments = [draw(knobs(f"a{n}")) for n in range(draw(st.integers(0, 3)))]
    arguments.sort(key=lambda one: one.shape != "required")
    if style in ("beside", "module") and not draw(st.booleans()):
        call = "InputField"
    postponed = draw(st.sampled_from(["", "from __future__ import annotations\n"]))
    head = f"{postponed}from dataclasses import dataclass  # {KEEP}"
    lines = [f'"""A module. {KEEP}"""', head, imports, f"LO = 0  # {KEEP}"]
    if call == "InputField" and style in ("beside", "module"):
        shapes = {"call": "bare", "positional": "bare", "lines": "bare"}
        base, own, arguments = (
            [
                Knob(k.name, k.kind, k.settings, shapes.get(k.shape, k.shape))
                for k in some
            ]
            for some in (base, own, arguments)
        )
    magics = [
        "!echo keep \\\n  more",
        "x = %time 3 # keep",
        "%matplotlib keep",
        "keep?",
    ]
    if is_cell:
        lines += draw(st.lists(st.sampled_from(magics), max_size=2))
    page = "" if is_cell else "\f"  # in a cell it ends a line, for IPython
    lines += [f"\n{page}\nclass Base(InputState):  # {KEEP}", f'    """Doc. {KEEP}"""']
    lines += fields_text(draw, base, call)
    made = draw(st.sampled_from(["", "@dataclass", "@dataclass(slots=True)"]))
    lines += [f"\n{made}\nclass State(Base):  # {KEEP}"]
    hint = draw(st.sampled_from(["", "state", "model"]))
    names = [knob.name for knob in (*base, *own)]
    entries = "".join(f"'{n}': {{'step': 1, 'unit': 'm'}}, " for n in names)
    written_ui = f"    ui = {{{entries}}}"
    if hint == "state":
        lines.append(written_ui)
    lines += fields_text(draw, own, call)
    lines += [
        f"    def helper(self): return 1 # {KEEP}",
        f"\nclass Model(ReactorPipeline):  # {KEEP}\n    state: State",
    ]
    if hint == "model":
        lines.append(written_ui)
    lines += [f"    def inference(self):  # {KEEP}\n        yield None  # {KEEP}"]
    if is_cell and draw(st.booleans()):
        lines.append("        !echo keep {self}\n        %time keep()")
    equal = draw(st.sampled_from(["=", " = "]))
    parameters = "".join(f", {a.written(call, equal=equal)}" for a in arguments)
    lines += [f"    @event\n    def go(self{parameters}):", f"        pass  # {KEEP}"]
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n"]))
    if draw(st.booleans()):
        text = text.replace("    ", "\t")
    if not is_cell and draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    known = [*base, *own, *(Knob(f"go.{a.name}", a.kind, {}, "") for a in arguments)]
    wanted = {knob.name: draw(tunes(knob.kind)) for knob in known}
    for name in draw(
        st.sets(st.sampled_from([knob.name for knob in known]), max_size=2)
    ):
        wanted[name] = {}
    return encoded(draw, text, wanted, is_cell=is_cell)


def fields_text(draw, some: list[Knob], call: str) -> list[str]:
    found = []
    for knob in some:
        comment = draw(st.sampled_from(["", f"    # {KEEP} {knob.name}\n"]))
        found.append(f"{comment}    {knob.written(call)}")
    return found or [f"    pass  # {KEEP}"]


def encoded(draw, text: str, wanted: dict, *, is_cell: bool) -> Example:
    if is_cell:
        return Example(text, text.encode(), is_cell, wanted)
    name = draw(st.sampled_from(["", "mark", "latin-1", "cp1252", "utf-8"]))
    if name in ("latin-1", "cp1252", "utf-8"):
        newline = "\r\n" if "\r\n" in text else "\n"
        text = f"# -*- coding: {name} -*-  {KEEP}{newline}{text}"
        return Example(text, text.encode(name), is_cell, wanted)
    mark = b"\xef\xbb\xbf" if name == "mark" else b""
    return Example(text, mark + text.encode(), is_cell, wanted)
