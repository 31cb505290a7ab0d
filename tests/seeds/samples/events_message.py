from dataclasses import dataclass
from reactor_runtime.interface import ModelMessage

@dataclass
class CurrentPrompt(ModelMessage):
    prompt: str
