"""What an Output and an Input may declare."""

from dataclasses import dataclass

import numpy as np
import pytest

from reactor_runtime.interface import Audio, Input, Output, TrackPayload, Video
from reactor_runtime.interface.tracks import tracks_of
from reactor_runtime.values import TrackDirection, TrackInfo, TrackKind


@pytest.mark.parametrize(
    "decorate",
    [lambda cls: cls, dataclass, dataclass(slots=True), dataclass(frozen=True)],
)
def test_each_field_is_a_track(decorate):
    @decorate
    class MyOutput(Output):
        main_video: Video
        main_audio: Audio | None = None

    assert [track.name for track in tracks_of(MyOutput)] == ["main_video", "main_audio"]
    output = MyOutput(main_video=np.zeros((2, 2, 3), np.uint8))
    assert output.main_audio is None


def test_a_track_knows_its_kind_direction_rate_and_range():
    class Audio16k(Audio):
        sample_rate = 16_000

    class Signed(Video):
        value_range = (-1, 1)

    class MyInput(Input):
        webcam: Video
        microphone: Audio16k

    class MyOutput(Output):
        video: Signed
        audio: Audio

    assert tracks_of(MyInput) == (
        TrackInfo("webcam", TrackKind.VIDEO, TrackDirection.IN),
        TrackInfo("microphone", TrackKind.AUDIO, TrackDirection.IN, 16_000),
    )
    assert tracks_of(MyOutput) == (
        TrackInfo(
            "video", TrackKind.VIDEO, TrackDirection.OUT, value_range=(-1.0, 1.0)
        ),
        TrackInfo("audio", TrackKind.AUDIO, TrackDirection.OUT, 48_000),
    )


def test_a_field_that_is_no_track_is_a_type_error():
    with pytest.raises(TypeError, match=r"MyOutput\.frame.*Video or Audio"):

        class MyOutput(Output):
            frame: np.ndarray


def test_an_annotation_that_cannot_be_resolved_is_named():
    with pytest.raises(TypeError, match=r"MyOutput\.frame.*'Vidoe'"):

        class MyOutput(Output):
            frame: "Vidoe"  # noqa: F821


def test_the_only_default_of_a_track_is_none():
    with pytest.raises(TypeError, match=r"MyOutput\.frame.*None"):

        class MyOutput(Output):
            frame: Video = 3


def test_a_wrong_value_range_is_a_type_error():
    class Backwards(Video):
        value_range = (1, 0)

    with pytest.raises(TypeError, match="from black to white"):

        class MyOutput(Output):
            frame: Backwards


def test_a_wrong_sample_rate_is_a_type_error():
    class Silent(Audio):
        sample_rate = 0

    with pytest.raises(TypeError, match="samples per second"):

        class MyOutput(Output):
            sound: Silent


def test_an_output_inherits_tracks():
    class Base(Output):
        main_video: Video

    class MyOutput(Base):
        depth: Video

    assert [track.name for track in tracks_of(MyOutput)] == ["main_video", "depth"]
    assert MyOutput(main_video=1, depth=2).depth == 2


def test_a_payload_carries_metadata():
    payload = TrackPayload(3, metadata={"seed": 1})
    assert payload.metadata == {"seed": 1}
    assert TrackPayload(3).metadata == {}


def test_a_track_that_must_be_given_may_follow_one_that_may_be_left_out():
    class Scene(Output):
        depth: Video | None = None
        main: Video

    scene = Scene(main=3)
    assert (scene.depth, scene.main) == (None, 3)
    assert [track.name for track in tracks_of(Scene)] == ["depth", "main"]


@pytest.mark.parametrize(
    "declared",
    [(0, float("nan")), (0, float("inf")), ("0", "1"), (0, 1, 2), 1, (None, 1), ()],
)
def test_a_value_range_that_is_no_two_numbers_says_what_it_is(declared):
    signed = type("Signed", (Video,), {"value_range": declared})
    with pytest.raises(
        TypeError, match=r"Signed\.value_range goes from .*\(0.0, 1.0\)"
    ):
        type("MyOutput", (Output,), {"__annotations__": {"frame": signed}})


@pytest.mark.parametrize("declared", ["16000", 16_000.5, True, None, float("inf")])
def test_a_sample_rate_that_is_no_whole_number_says_what_it_is(declared):
    audio = type("Odd", (Audio,), {"sample_rate": declared})
    with pytest.raises(TypeError, match=r"Odd\.sample_rate is samples .*16_000, got "):
        type("MyOutput", (Output,), {"__annotations__": {"sound": audio}})


def test_a_default_that_compares_as_an_array_is_a_type_error():
    with pytest.raises(TypeError, match=r"MyOutput\.frame.*None"):

        class MyOutput(Output):
            frame: Video = np.zeros((2, 2, 3), np.uint8)
