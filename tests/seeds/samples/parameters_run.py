async def run(self):
    while True:
        await self.connected.wait()
        while self.connected.is_set():
            # ✅ Read instance attributes directly
            frame = self.pipe.forward(
                prompt=self.prompt,
                brightness=self.brightness,
            )
            await self.emit(MyOutput(main_video=frame))
