"""The outputs of the package, one of them made at run time."""

from reactor_runtime import Output, Video

StudioOutput = type(
    "StudioOutput", (Output,), {"__annotations__": {"main_video": Video}}
)
