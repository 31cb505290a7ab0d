"""The declarations of the model beside."""

from reactor_runtime import InputState, ModelMessage, Output, Video


class SceneState(InputState):
    level: int = 0


class SceneOutput(Output):
    main_video: Video


class LevelChanged(ModelMessage):
    level: int


def make_output(frame):
    return SceneOutput(main_video=frame)
