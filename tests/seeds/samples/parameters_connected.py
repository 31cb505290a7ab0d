@connected
async def on_connect(self):
    self.prompt = "a sunny meadow"
    self.brightness = 1.0
    self._step = 0
