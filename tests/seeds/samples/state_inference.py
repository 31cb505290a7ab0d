class GameModel(ReactorPipeline):
    state: GameState

    def inference(self):
        while True:
            # ✅ Read live state each iteration
            frame = self.pipe.forward(
                prompt=self.state.prompt,
                action=self.state.action,
            )
            frame *= self.state.brightness
            yield MyOutput(main_video=frame)
