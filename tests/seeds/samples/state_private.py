@dataclass
class GameState(InputState):
    prompt: str = InputField(default="a sunny meadow")
    # ✅ Private — hidden from clients, no set_ event generated
    _embedding: Any = None
