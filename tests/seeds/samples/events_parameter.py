@event(name="set_style", description="Change the rendering style")
def set_style(self, style: str = InputField(default="realistic")):
    self._style_embedding = self.encoder.encode(style)
