from reactor_runtime.interface import event

@event(name="get_current_prompt", description="Log the current prompt")
async def get_current_prompt(self):
    print(f"Current prompt: {self.prompt}")
