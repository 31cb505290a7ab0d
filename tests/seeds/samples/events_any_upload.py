from reactor_runtime.interface import file_uploaded, UploadedFile

@file_uploaded
async def on_file(self, uploaded_file: UploadedFile):
    if uploaded_file.mime_type.startswith("image/"):
        pil_image = Image.open(io.BytesIO(uploaded_file.data)).convert("RGB")
        self._reference = self._vae_encode(pil_image)
