"""The names that a model author imports."""

import importlib

import pytest

AUTHORING = {
    "Audio", "BufferClosed", "ClientInfo", "CommandError", "Idle", "Input",
    "InputField", "InputState", "MessageField", "ModelMessage", "Output",
    "ReactorModel", "ReactorPipeline", "TrackPayload", "UploadedFile", "Video",
    "connected", "disconnected", "event", "file_uploaded", "session_ended",
    "session_started",
    # What public files of other generations import.
    "ApplicationError", "ReactorApp", "StepCompleted", "StepOutcome",
    "InputBuffer", "InputFrame", "ReadMode", "FieldInfo", "MediaInput", "Metadata",
    "OutputStream", "Track", "get_logger",
    "get_weights_path", "Command",
}  # fmt: skip


@pytest.mark.parametrize("module", ["reactor_runtime", "reactor_runtime.interface"])
def test_the_authoring_names_are_exported_in_both_places(module: str):
    exported = importlib.import_module(module)
    assert set(exported.__all__) >= AUTHORING
    assert list(exported.__all__) == sorted(exported.__all__)
    for name in exported.__all__:
        assert hasattr(exported, name), name


def test_the_names_of_the_root_are_those_of_interface():
    root = importlib.import_module("reactor_runtime")
    interface = importlib.import_module("reactor_runtime.interface")
    assert root.__all__ == interface.__all__
    for name in root.__all__:
        assert getattr(root, name) is getattr(interface, name), name


def test_the_notebook_kit_exports_the_magics_as_functions():
    kit = importlib.import_module("reactor_notebook")
    assert set(kit.__all__) >= {
        "reactor_export", "reactor_load", "reactor_share", "reactor_status",
        "reactor_stop",
    }  # fmt: skip
    assert list(kit.__all__) == sorted(kit.__all__)
