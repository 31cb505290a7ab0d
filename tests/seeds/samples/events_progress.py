@dataclass
class Progress(ModelMessage):
    step: int
    total: int

async def run(self):
    while True:
        await self.connected.wait()
        while self.connected.is_set():
            frame = self.pipe.forward(prompt=self.prompt, step=self._step)
            # ✅ Send a message to the client
            await self.send(Progress(step=self._step, total=100))
            await self.emit(MyOutput(main_video=frame))
            self._step += 1
