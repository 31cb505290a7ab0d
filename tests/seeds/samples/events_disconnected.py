from reactor_runtime.interface import disconnected

@disconnected
async def on_disconnect(self):
    self.output_buffer.flush()
