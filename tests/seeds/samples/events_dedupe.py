@event(
    name="set_reference_image",
    description="Upload a reference image",
    dedupe=True,
)
async def set_reference_image(self, image: str = ""):
    self._ref_embedding = self.encoder.encode(image)
