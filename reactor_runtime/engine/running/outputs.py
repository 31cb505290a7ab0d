"""Turn what a model emits into numbered frames and blocks of sound."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reactor_runtime.engine.playout import Due, Media
from reactor_runtime.fields.json_values import NotJsonError, to_json
from reactor_runtime.interface.inputs import InputFrame
from reactor_runtime.interface.tracks import TrackPayload
from reactor_runtime.media.audio import convert_audio, share_out
from reactor_runtime.media.frames import FrameConverter
from reactor_runtime.session.entry import LogKind
from reactor_runtime.values import (
    NO_METADATA,
    AudioBlock,
    Frame,
    JsonValue,
    TrackInfo,
    TrackKind,
)

if TYPE_CHECKING:
    from reactor_runtime.engine.core import Core
    from reactor_runtime.engine.running.steps import Step

Pixels = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one emit shows, converted.

    Args:
        count: Frames on each video track; 1 without one.
        video: Frames by track.
        sound: One block of samples by track, for all frames together.
        metadata: What travels with each frame, by track.
        seconds: How long the sound plays where there is no picture, else ``None``.
    """

    count: int
    video: Mapping[str, list[Pixels]]
    sound: Mapping[str, list[Samples]]
    metadata: Mapping[str, list[Mapping[str, JsonValue]]] = field(default_factory=dict)
    seconds: float | None = None

    def first(self, count: int) -> Batch:
        """Return only the first *count* frames and their sound."""
        video = {name: frames[:count] for name, frames in self.video.items()}
        sound = {name: blocks[:count] for name, blocks in self.sound.items()}
        return replace(self, count=count, video=video, sound=sound)


class OutputTracks:
    """Converts payloads and numbers frames. Use it on the engine's loop."""

    def __init__(self, core: Core, origin: float) -> None:
        self._core = core
        self._origin = origin
        self._converters: dict[TrackInfo, FrameConverter] = {}
        self._sequences: dict[str, int] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}

    def begin_presence(self) -> None:
        """Forget what was decided from the last presence's frames."""
        self._converters.clear()
        self._sizes.clear()

    def convert(self, output: object) -> Batch:
        """Return *output* as frames and samples that nobody can change any more.

        Raises:
            TypeError: If it is nothing that the model's tracks can show.
        """
        contract = self._core.contract.for_output(output)
        payloads = contract.payloads(output)
        described: dict[str, object] = {}
        video: dict[str, list[Pixels]] = {}
        sound: dict[str, Samples] = {}
        rates: dict[str, int] = {}
        for name, payload in payloads.items():
            track, data = contract.track(name), payload
            if isinstance(payload, TrackPayload):
                data = payload.data
                described[track.name] = payload.metadata
            data = _without_frames(data)
            if track.kind is TrackKind.VIDEO:
                video[track.name] = self._frames(track, data)
            else:
                sound[track.name] = convert_audio(track, data)
                rates[track.name] = track.sample_rate or 48_000
        count = _common_count(video)
        metadata = {
            name: _each_metadata(contract.track(name), given, count)
            for name, given in described.items()
        }
        self._core.join(contract)
        blocks = {name: share_out(samples, count) for name, samples in sound.items()}
        lengths = [sound[name].shape[1] / rates[name] for name in sound]
        seconds = max(lengths) if lengths and not video else None
        if not video and not seconds:
            return Batch(0, {}, {})
        return Batch(count, video, blocks, metadata, seconds)

    def number(
        self, batch: Batch, dues: list[float], step: Step, created_at: float
    ) -> list[Due]:
        """Return the frames and blocks of *batch*, in the order of *dues*."""
        items: list[Due] = []
        for index, due in enumerate(dues):
            pts = max(due - self._origin, 0.0)
            for name, blocks in batch.sound.items():
                if blocks[index].shape[1]:
                    block = self._block(name, blocks[index], pts, step, created_at)
                    items.append(Due(due, block))
            for name, frames in batch.video.items():
                self._sizes[name] = frames[index].shape
                frame = self._frame(name, frames[index], pts, step, created_at)
                if name in batch.metadata:
                    frame = replace(frame, metadata=batch.metadata[name][index])
                items.append(Due(due, frame))
        return items

    def blanks(self, step: Step, now: float) -> list[Frame]:
        """Return one black frame for each video track that has shown something."""
        frames = []
        for name, shape in self._sizes.items():
            pixels = np.zeros(shape, np.uint8)
            pixels.setflags(write=False)
            frame = self._frame(name, pixels, max(now - self._origin, 0.0), step, now)
            frames.append(replace(frame, is_blank=True))
        return frames

    def _frames(self, track: TrackInfo, data: object) -> list[Pixels]:
        converter = self._converters.get(track)
        if converter is None:
            converter = self._converters[track] = FrameConverter(track)
        frames = converter.convert(data)
        for note in converter.take_notes():
            self._core.note(LogKind.NOTE, note)
        return frames

    def _frame(
        self, track: str, pixels: Pixels, pts: float, step: Step, created_at: float
    ) -> Frame:
        return Frame(
            track=track,
            pixels=pixels,
            pts=pts,
            sequence=self._next_sequence(track),
            created_at=created_at,
            step=step.index,
            command=step.command,
        )

    def _block(
        self, track: str, samples: Samples, pts: float, step: Step, created_at: float
    ) -> Media:
        rate = self._core.contract.track(track).sample_rate or 48_000
        sequence = self._next_sequence(track)
        return AudioBlock(track, samples, rate, pts, sequence, created_at, step.index)

    def _next_sequence(self, track: str) -> int:
        self._sequences[track] = self._sequences.get(track, 0) + 1
        return self._sequences[track]


def _without_frames(data: object) -> object:
    """Return *data* with the arrays of input frames in their place."""
    if isinstance(data, InputFrame):
        return data.data
    if isinstance(data, (list, tuple)):
        return [item.data if isinstance(item, InputFrame) else item for item in data]
    return data


def _common_count(video: Mapping[str, list[Pixels]]) -> int:
    counts = {len(frames) for frames in video.values()}
    if len(counts) > 1:
        found = ", ".join(f"{name} {len(frames)}" for name, frames in video.items())
        raise TypeError(
            f"All video tracks of one output need as many frames, got {found}"
        )
    return counts.pop() if counts else 1


def _each_metadata(
    track: TrackInfo, metadata: object, count: int
) -> list[Mapping[str, JsonValue]]:
    """Return the metadata of each of *count* frames.

    Args:
        track: Whose frames they are.
        metadata: A dictionary, ``bytes`` or ``None`` for all of them, or a list with
            one of these for each. Bytes travel as ``{"base64": "..."}``.
        count: How many frames there are.

    Raises:
        TypeError: If it is nothing of this, or has not one for each frame.
    """
    if not isinstance(metadata, (list, tuple)):
        return [_metadata(track, metadata)] * count
    if len(metadata) != count:
        raise TypeError(
            f"Track {track.name!r}: a list of metadata has one for each of the "
            f"{count} frames, got {len(metadata)}"
        )
    return [_metadata(track, item) for item in metadata]


def _metadata(track: TrackInfo, metadata: object) -> Mapping[str, JsonValue]:
    if metadata is None:
        return NO_METADATA
    if isinstance(metadata, (bytes, bytearray, memoryview)):
        return {"base64": base64.b64encode(metadata).decode()}
    try:
        converted = to_json(metadata)
    except NotJsonError as error:
        raise TypeError(
            f"Track {track.name!r}: metadata{error.path} cannot be sent: {error.reason}"
        ) from error
    if not isinstance(converted, Mapping):
        raise TypeError(
            f"Track {track.name!r}: metadata is a dictionary, bytes or None, or a list "
            f"with one for each frame, got {type(metadata).__name__}"
        )
    return converted
