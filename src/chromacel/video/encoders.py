"""The encoders that a colored video can be written with, and what they can hold."""

import os
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from av.codec import Codec, CodecContext
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from chromacel.errors import VideoError
from chromacel.video.interlacing import BOTTOM_FIRST, PROGRESSIVE
from chromacel.video.plane_colors import PlaneLayout
from chromacel.video.planes import ColorTags
from chromacel.video.x264 import x264_instructions

CodecName = Literal["h264", "hevc", "av1", "ffv1"]

os.environ.setdefault("SVT_LOG", "1")  # errors alone, or each start would be announced


@dataclass(frozen=True)
class EncodingSettings:
    """How a video is encoded.

    Attributes:
        codec: H.264, HEVC, AV1, or FFV1, which is lossless.
        crf: The quality, as the encoder counts it: less is better. None is the encoder's own here.
        preset: The encoder's preset, a trade of time for size. None is its default.
        threads: Of the encoder. Another number makes other bytes, so that it does not follow the
            machine.
    """

    codec: CodecName = "h264"
    crf: int | None = None
    preset: str | None = None
    threads: int = 2


@dataclass(frozen=True)
class Encoder:
    library: str
    label: str
    crf: int | None
    preset: str | None
    is_interlacing: bool = False
    most_crf: int = 51


ENCODERS: dict[str, Encoder] = {
    "h264": Encoder("libx264", "H.264", 18, "medium", is_interlacing=True),
    "hevc": Encoder("libx265", "HEVC", 20, "medium"),
    "av1": Encoder("libsvtav1", "AV1", 24, "8", most_crf=63),
    "ffv1": Encoder("ffv1", "FFV1", None, None, is_interlacing=True),
}


@dataclass(frozen=True)
class StreamShape:
    """What all frames of a stream share.

    `aspect`: the width of a stored pixel over its height; `field_order`: as in `interlacing`.
    """

    time_base: Fraction
    rate: Fraction
    aspect: Fraction
    layout: PlaneLayout
    tags: ColorTags
    field_order: int = PROGRESSIVE

    @property
    def is_interlaced(self) -> bool:
        return self.field_order != PROGRESSIVE


def encodable(settings: EncodingSettings, layout: PlaneLayout, is_interlaced: bool) -> PlaneLayout:
    """The layout, in 4:2:0 where the encoder does not have its subsampling.

    Raises:
        VideoError: the encoder does not hold frames of this depth, or interlaced ones.
    """
    encoder = ENCODERS[settings.codec]
    if is_interlaced and not encoder.is_interlacing:
        raise VideoError(f"{encoder.label} holds no interlaced frames", "encode to H.264 or FFV1")
    formats = {known.name for known in Codec(encoder.library, "w").video_formats or []}
    for subsampling in (layout.subsampling, "420"):
        fitted = replace(layout, subsampling=subsampling)
        if pixel_format(fitted) in formats:
            return fitted
    raise VideoError(f"{encoder.label} holds no frames of {layout.bits} bits", "encode to FFV1")


def pixel_format(layout: PlaneLayout) -> str:
    return f"yuv{layout.subsampling}p" + (f"{layout.bits}le" if layout.bits > 8 else "")


def opened_encoder(settings: EncodingSettings, shape: StreamShape) -> VideoCodecContext:
    """An encoder whose first packet begins a closed group of pictures."""
    encoder = ENCODERS[settings.codec]
    context = CodecContext.create(encoder.library, "w")
    assert isinstance(context, VideoCodecContext)
    configure(context, settings, shape)
    context.open()
    return context


def configure(context: VideoCodecContext, settings: EncodingSettings, shape: StreamShape) -> None:
    """The same settings and shape give the same header, in each segment and in the whole file."""
    context.width, context.height = shape.layout.width, shape.layout.height
    context.pix_fmt = pixel_format(shape.layout)
    context.time_base, context.framerate = shape.time_base, shape.rate
    context.sample_aspect_ratio = shape.aspect
    context.color_range = shape.tags.levels
    context.colorspace = shape.tags.matrix
    context.color_primaries = shape.tags.primaries
    context.color_trc = shape.tags.transfer
    context.field_order = shape.field_order
    context.flags |= Flags.global_header
    if shape.is_interlaced:
        context.flags |= Flags.interlaced_dct | Flags.interlaced_me
    if settings.codec == "hevc":
        context.codec_tag = "hvc1"  # in MP4, where Apple's players know no other
    context.options = _options(settings, shape)


def _options(settings: EncodingSettings, shape: StreamShape) -> dict[str, str]:
    encoder = ENCODERS[settings.codec]
    threads = settings.threads
    crf = encoder.crf if settings.crf is None else settings.crf
    quality = (
        {} if crf is None else {"crf": str(crf), "preset": settings.preset or encoder.preset or ""}
    )
    match settings.codec:
        case "h264":
            # Told from the start: changed at the first frame, lossless would be forgotten.
            order = ["bff=1"] if shape.field_order == BOTTOM_FIRST else []
            own = {"x264-params": ":".join(order + x264_instructions())}
            return quality | own | {"threads": str(threads)}
        case "hevc":
            pools = f"log-level=error:open-gop=0:pools={threads}:frame-threads=2"
            return quality | {"x265-params": pools}
        case "av1":
            return quality | {"svtav1-params": f"lp={threads}"}
        case "ffv1":
            # Each frame alone, with checksums, in slices for as many threads.
            return {"level": "3", "g": "1", "slices": "4", "slicecrc": "1", "threads": str(threads)}
