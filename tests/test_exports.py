"""The names that a model author imports."""

import importlib

import pytest

AUTHORING = {
    "Audio", "BufferClosed", "ClientInfo", "CommandError", "Idle", "Input",
    "InputField", "InputState", "MessageField", "ModelMessage", "Output",
    "ReactorModel", "ReactorPipeline", "TrackPayload", "UploadedFile", "Video",
    "connected", "disconnected", "event", "file_uploaded", "session_ended",
    "session_started",
}  # fmt: skip


@pytest.mark.parametrize("module", ["reactor_runtime", "reactor_runtime.interface"])
def test_the_authoring_names_are_exported_in_both_places(module: str):
    exported = importlib.import_module(module)
    assert set(exported.__all__) >= AUTHORING
    assert list(exported.__all__) == sorted(exported.__all__)
    for name in exported.__all__:
        assert hasattr(exported, name), name


def test_the_notebook_kit_exports_the_magics_as_functions():
    kit = importlib.import_module("reactor_notebook")
    assert {"reactor_load", "reactor_status", "reactor_stop"} <= set(kit.__all__)
    assert list(kit.__all__) == sorted(kit.__all__)
