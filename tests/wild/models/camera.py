"""A camera that is shown turned round, with what came with its frames."""

from reactor_runtime import (
    Idle,
    Input,
    InputFrame,
    Output,
    ReactorPipeline,
    TrackPayload,
    Video,
)


class Camera(Input):
    webcam: Video


class Turned(Output):
    main_video: Video


class Mirror(ReactorPipeline):
    input: Camera

    def turn(self, frame: InputFrame):
        return TrackPayload(frame.data[:, ::-1], metadata={"pts": frame.pts or 0.0})

    def inference(self):
        while True:
            frames = self.input.webcam.try_read()
            yield Turned(main_video=self.turn(frames[-1])) if frames else Idle
