from reactor_runtime.interface import UploadedFile

@event(name="set_reference_image", description="Upload and encode reference image")
def set_reference_image(self, reference_image: UploadedFile):
    self._reference_image = reference_image
    pil_image = Image.open(io.BytesIO(reference_image.data)).convert("RGB")
    self._ref_embedding = self._vae_encode(pil_image)
