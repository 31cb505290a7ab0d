async def run(self):
    while True:
        await self.connected.wait()
        while self.connected.is_set():
            # ✅ Snapshot — handlers can fire at any await below
            prompt = self.prompt
            brightness = self.brightness
            frame = self.pipe.forward(prompt=prompt)
            frame = (frame * brightness).clip(0, 255).astype("uint8")
            await self.emit(MyOutput(main_video=frame))
