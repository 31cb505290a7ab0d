@connected
async def on_connect(self):
    self.prompt = "a sunny meadow"
    self.brightness = 1.0

@disconnected
async def on_disconnect(self):
    # flush the model's output so it doesn't carry over
    self.output_buffer.flush() 
