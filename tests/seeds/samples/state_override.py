from reactor_runtime.interface import event

@dataclass
class GameState(InputState):
    prompt: str = InputField(default="a sunny meadow")
    _embedding: Any = None

class GameModel(ReactorPipeline):
    state: GameState

    # ✅ Override the auto-generated set_prompt handler
    @event(name="set_prompt", description="Scene prompt with encoding")
    def set_prompt(self, prompt: str = InputField(default="")):
        self.state.prompt = prompt
        self.state._embedding = self.encoder.encode(prompt)
