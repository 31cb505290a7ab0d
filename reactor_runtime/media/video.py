"""Encode H.264 and VP8 with PyAV, tuned for no delay.

Every picture that goes in comes out at once, so there is no look-ahead and no frame
that refers to a later one. PyAV is imported with the first picture; where it is not
installed, JPEG does without it. Encoding releases the GIL.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from reactor_runtime.media.encoded import ColorSpace, EncodedPicture
from reactor_runtime.values import Codec

if TYPE_CHECKING:
    import numpy.typing as npt

_LIBRARIES = {Codec.H264: "libx264", Codec.VP8: "libvpx"}
_RATE = 60
# A key frame comes when it is asked for, never by itself: it is a burst on the link.
_NEVER = 1_000_000
# libvpx always aims at a rate; at this one the quantizer alone decides.
_HIGH_BITRATE = 1_000_000_000
_LARGE_PICTURE = 1280 * 720
_SPS = 7
_LIMITED_RANGE, _BT601, _BT709, _SRGB = 1, 6, 1, 13  # FFmpeg's numbers, from H.273
_COLORS = ColorSpace("smpte170m", "bt709", "iec61966-2-1", full_range=False)


@functools.cache
def has_video_codecs() -> bool:
    """Whether PyAV is installed; does not import it."""
    return importlib.util.find_spec("av") is not None


class VideoEncoder:
    """Encodes the pictures of one stream, in order. One thread at a time.

    The colours are sRGB by the matrix of BT.601 in the limited range. H.264 says so in
    its stream; VP8 has no place for it, so each key frame comes with a
    :class:`ColorSpace`. It frees its memory with its last reference.

    Args:
        codec: ``H264`` or ``VP8``.
        quality: 1 (small) to 100, as for a JPEG that looks about alike.

    Raises:
        ValueError: If *codec* or *quality* is another.
    """

    def __init__(self, codec: Codec, quality: int) -> None:
        if codec not in _LIBRARIES:
            raise ValueError(f"codec must be h264 or vp8, got {codec}")
        if not 1 <= quality <= 100:
            raise ValueError(f"quality must be 1 to 100, got {quality}")
        self.codec = codec
        self.quality = quality
        self._context: Any = None
        self._reformatter: Any = None
        self._size: tuple[int, int] | None = None
        self._config = "vp8"
        self._count = 0

    def encode(
        self,
        pixels: npt.NDArray[np.uint8],
        size: tuple[int, int],
        *,
        is_key: bool = False,
    ) -> EncodedPicture:
        """Compress an RGB picture ``(H, W, 3)`` of dtype ``uint8``.

        Args:
            pixels: The picture; only read.
            size: Even width and height to scale it to; another size than before
                begins with a key frame.
            is_key: Whether it must be a key frame.

        Raises:
            RuntimeError: If PyAV or its encoder is missing, or the encoder fails.
        """
        av = _pyav()
        try:
            if size != self._size:
                self._open(av, size)
            frame = self._convert(av, pixels, size)
            if is_key:
                frame.pict_type = av.video.frame.PictureType.I
            packets = self._context.encode(frame)
        except av.FFmpegError as error:
            raise RuntimeError(
                f"{_LIBRARIES[self.codec]} failed on {size[0]}x{size[1]}: {error}"
            ) from error
        return self._picture(packets, size)

    def _open(self, av: Any, size: tuple[int, int]) -> None:
        try:
            context = av.CodecContext.create(_LIBRARIES[self.codec], "w")
        except ValueError as error:
            raise RuntimeError(
                f"PyAV {av.__version__} has no {_LIBRARIES[self.codec]}; install the "
                "wheel from PyPI: pip install --force-reinstall av"
            ) from error
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = Fraction(1, _RATE)
        context.framerate = Fraction(_RATE)
        context.gop_size = _NEVER
        context.max_b_frames = 0
        context.thread_count = 2 if size[0] * size[1] > _LARGE_PICTURE else 1
        context.color_range = _LIMITED_RANGE
        context.colorspace = _BT601
        context.color_primaries, context.color_trc = _BT709, _SRGB
        if self.codec is Codec.VP8:
            context.bit_rate = _HIGH_BITRATE
        context.options = self._options()
        context.open()
        self._reformatter = av.video.reformatter.VideoReformatter()
        self._context, self._size, self._count = context, size, 0

    def _options(self) -> dict[str, str]:
        # Quality is one scale: 85, a JPEG's usual one, is CRF 23 and quantizer 12, and
        # these look about alike.
        if self.codec is Codec.H264:
            return {
                "preset": "ultrafast",
                "tune": "zerolatency",
                "crf": f"{44 - self.quality / 4:.2f}",
                "forced-idr": "1",
            }
        quantizer = str(round(3 + 0.6 * (100 - self.quality)))
        return {
            "deadline": "realtime",
            "cpu-used": "16",
            "lag-in-frames": "0",
            "qmin": quantizer,
            "qmax": quantizer,
        }

    def _convert(
        self, av: Any, pixels: npt.NDArray[np.uint8], size: tuple[int, int]
    ) -> Any:
        source = av.VideoFrame.from_ndarray(
            np.ascontiguousarray(pixels), format="rgb24"
        )
        is_scaled = pixels.shape[:2] != (size[1], size[0])
        frame = self._reformatter.reformat(
            source,
            *size,
            "yuv420p",
            interpolation="AREA" if is_scaled else "FAST_BILINEAR",
        )
        frame.pts = self._count
        frame.time_base = Fraction(1, _RATE)
        self._count += 1
        return frame

    def _picture(self, packets: list[Any], size: tuple[int, int]) -> EncodedPicture:
        # None means that the encoder looks ahead, and every later frame would be late.
        if len(packets) != 1:
            raise RuntimeError(
                f"{_LIBRARIES[self.codec]} made {len(packets)} packets of one picture, "
                "expected 1"
            )
        payload = bytes(packets[0])
        is_key = bool(packets[0].is_keyframe)
        if is_key and self.codec is Codec.H264:
            self._config = h264_config(payload)
        return EncodedPicture(
            self.codec,
            self.quality,
            payload,
            *size,
            is_key=is_key,
            config=self._config if is_key else None,
            color_space=_COLORS if is_key else None,
        )


def h264_config(payload: bytes) -> str:
    """Return the WebCodecs codec string of an Annex B key frame.

    Raises:
        ValueError: If *payload* has no sequence parameter set.
    """
    at = payload.find(b"\0\0\1")
    while 0 <= at < len(payload) - 6:
        if payload[at + 3] & 0x1F == _SPS:
            return f"avc1.{payload[at + 4 : at + 7].hex().upper()}"
        at = payload.find(b"\0\0\1", at + 3)
    raise ValueError("an H.264 key frame needs a sequence parameter set, found none")


@functools.cache
def _pyav() -> Any:
    try:
        av = importlib.import_module("av")
        importlib.import_module("av.video.reformatter")
    except ImportError as error:
        raise RuntimeError(
            "H.264 and VP8 need PyAV, which could not be imported; "
            "pip install av, or use --codec jpeg"
        ) from error
    av.logging.set_level(None)
    return av
