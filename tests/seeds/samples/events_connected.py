from reactor_runtime.interface import connected

@connected
async def on_connect(self):
    self.prompt = "a sunny meadow"
    self._step = 0
