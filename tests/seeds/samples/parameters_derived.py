@event(name="set_prompt", description="Scene prompt with encoding")
def set_prompt(self, prompt: str = InputField(default="")):
    self.prompt = prompt
    # ✅ Cache the expensive encoding so run() doesn't redo it each frame
    self._embedding = self.encoder.encode(prompt)
