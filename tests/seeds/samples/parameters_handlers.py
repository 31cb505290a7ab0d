from reactor_runtime.interface import event, InputField

@event(name="set_prompt", description="Change the scene prompt")
def set_prompt(self, prompt: str = InputField(default="a sunny meadow")):
    self.prompt = prompt

@event(name="set_brightness", description="Adjust brightness")
def set_brightness(self, brightness: float = InputField(default=1.0, ge=0.0, le=2.0)):
    self.brightness = brightness
