"""Video files: opened without touching anything else, their best stream, and its packets."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from chromacel.errors import VideoError
from chromacel.pictures.sequence import SourceFormat

# Files that hold their own pictures. A playlist or a list of pictures would open other files.
CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,ogg,asf,gif,mxf,nut,"
    "ivf,obu,h264,hevc,rm,dv,yuv4mpegpipe,mjpeg,h261,h263,vc1,vc1test,dirac,av1,vvc,cavsvideo,"
    "wtv,nsv,nuv,gxf,mlv,pva,vivo,swf,smk,bink,flic,roq,film_cpk,amv,live_flv,apng"
)
MOST_PIXELS = 8192 * 4320  # 8K; a header that says more is damaged, or meant to exhaust memory

# ITU-T H.273, table 4: the color matrices that can be converted.
UNTAGGED = 2
MATRICES = {
    0: "RGB",
    1: "BT.709",
    UNTAGGED: "untagged",
    4: "FCC",
    5: "BT.601",
    6: "BT.601",
    7: "SMPTE 240M",
    9: "BT.2020",
}
RANGES = {0: "untagged", 1: "limited", 2: "full"}

av.logging.set_level(av.logging.ERROR)
av.logging.set_skip_repeated(False)  # or the same damage in two packets would be told once


@contextlib.contextmanager
def opened_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """A file and its video stream: the default one, the largest of several, never cover art.

    One thread decodes it: that costs the least processor time, and episodes run side by side.

    Raises:
        VideoError: it is no video file, or holds no video stream that can be decoded.
    """
    # `file:` so that a name is never taken for a protocol.
    options = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    # Pictures one after the other, which look like one.
    kind = "mjpeg" if path.suffix.lower() in (".mjpeg", ".mjpg") else None
    with av.logging.Capture() as messages:
        try:
            container = av.open(
                f"file:{path}", format=kind, options=options, metadata_errors="replace"
            )
        except av.FFmpegError as error:
            reason = messages[-1][2].strip() if messages else str(error.strerror)
            if "whitelist" in reason:
                reason = "it is in no format that holds moving pictures and is known here"
            raise VideoError(
                f"{path} cannot be read as a video ({reason})", "replace it"
            ) from error
    with container:
        stream = _best_stream(container, path)
        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all
        context = stream.codec_context
        context.thread_count = 1
        context.copy_opaque = True
        context.options = {"max_pixels": str(MOST_PIXELS)}
        yield container, stream


def video_format(path: Path) -> SourceFormat:
    """Raises VideoError if it is no video file, or holds no stream that can be decoded."""
    with opened_video(path) as (_, stream):
        context = stream.codec_context
        matrix = MATRICES.get(context.colorspace, f"matrix {context.colorspace}")
        levels = RANGES.get(context.color_range, "unknown")
        return SourceFormat(
            codec=context.codec.canonical_name,
            width=context.width,
            height=context.height,
            frame_rate=str(stream.average_rate),
            colors=f"{context.pix_fmt}, {matrix}, {levels} range",
        )


def _best_stream(container: InputContainer, path: Path) -> VideoStream:
    cover = Disposition.attached_pic | Disposition.still_image
    streams = [stream for stream in container.streams.video if not stream.disposition & cover]
    if not streams:
        raise VideoError(f"{path} holds no video stream")
    decodable = [stream for stream in streams if stream.codec_context is not None]
    if not decodable:
        raise VideoError(f"{path} is in a codec that is not known", "convert it to H.264")

    def merit(stream: VideoStream) -> tuple[bool, int]:
        is_default = bool(stream.disposition & Disposition.default)
        return is_default, stream.codec_context.width * stream.codec_context.height

    best = max(decodable, key=merit)
    if merit(best)[1] > MOST_PIXELS:
        width, height = best.codec_context.width, best.codec_context.height
        raise VideoError(f"{path} says that it has {width} × {height} pixels", "replace it")
    return best


def video_packets(
    container: InputContainer, stream: VideoStream
) -> "Iterator[Packet[VideoStream]]":
    """The stream's packets in decoding order, without the empty ones, which hold no frame."""
    return (packet for packet in container.demux(stream) if packet.size)
