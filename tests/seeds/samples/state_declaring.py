from dataclasses import dataclass
from reactor_runtime.interface import InputState, InputField

@dataclass
class GameState(InputState):
    prompt: str = InputField(default="a sunny meadow")
    action: str = InputField(default="idle", choices=["idle", "left", "right", "jump"])
    brightness: float = InputField(default=1.0, ge=0.0, le=2.0)
