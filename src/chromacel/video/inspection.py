"""What an episode's file is, and whether frames can be taken from it, before it is decoded."""

from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from chromacel.errors import InputError, Wording
from chromacel.files.names import file_name, slug
from chromacel.pictures.fitting import FramingSearch
from chromacel.pictures.resizing import FrameSettings
from chromacel.pictures.sequence import DamagedFrame
from chromacel.video.container import video_format
from chromacel.video.glimpses import glimpses
from chromacel.video.packet_reading import read_packets
from chromacel.video.packets import Packets, WholeStreamError
from chromacel.video.sampling import (
    all_frames,
    doubt_in,
    first_frame,
    reliable_index,
    too_damaged,
    too_short,
)
from chromacel.video.watchdog import Watchdog


@dataclass(frozen=True)
class EpisodeInspection:
    """One row of `episodes.csv`: what is wrong is in `verdict`, a sentence, or else `ok`.

    `episode` is what other tables and files call it, `name` what its file is called; `duration` is
    in seconds; `frames` are shown, `examples` those that the stride keeps; `colors` are pixel
    format, matrix and range; `decoding` is `needed frames`, or why it is the whole stream. A comic
    has no rate, duration or decoding; `codec` and `colors` are those of its pictures, `width` and
    `height` the largest.
    `cut` is how many percent of the picture are lost as it is fitted to the frames' shape, `padded`
    how many of the frame stay black, `stretched` how many times as wide things become; `aspect` is
    the width over the height of what is fitted, none of pictures of several shapes; `bars` are the
    rows and columns at the edges that are black in a few pictures, `black` their percentage.
    `checked` says how far the check has looked: at the `packets`, which do not tell what is damaged
    inside of them, or where these leave a doubt, at `all frames`.
    """

    episode: str
    name: str
    file: str
    verdict: str
    codec: str = ""
    width: int | None = None
    height: int | None = None
    rate: str = ""
    duration: float | None = None
    frames: int | None = None
    examples: int | None = None
    colors: str = ""
    decoding: str = ""
    checked: str = ""
    cut: float | None = None
    padded: float | None = None
    stretched: float | None = None
    aspect: float | None = None
    bars: str = ""
    black: float | None = None


def inspect_video(
    path: Path, settings: FrameSettings, damaged: int, wording: Wording = str
) -> EpisodeInspection:
    """Read all packets of a file and decode its first frames, or all where packets leave a doubt.

    `damaged` of the stride's frames may be damaged or missing; `wording` puts errors into
    verdicts.
    """
    name, stride = file_name(path), settings.stride
    try:
        with Watchdog(path, wording=wording) as watchdog:
            packets = read_packets(path, watchdog)
            search = FramingSearch()
            first = first_frame(path, packets, watchdog)
            for frame in chain([first], glimpses(path, packets, watchdog)):
                search.look(frame.rgb, frame.pixel_aspect)
            source = video_format(path)
            doubt = doubt_in(path, packets, watchdog)
            if doubt:
                length, lost = _decoded_length(path, packets, stride, watchdog)
            else:
                length, lost = int((~packets.is_hidden).sum()), 0
    except InputError as error:
        return EpisodeInspection(slug(name), name, str(path), wording(error))
    row = EpisodeInspection(
        episode=slug(name),
        name=name,
        file=str(path),
        verdict=_verdict(path, length, lost, stride, damaged, wording),
        codec=source.codec,
        width=source.width,
        height=source.height,
        rate=source.frame_rate,
        duration=packets.duration,
        frames=length,
        examples=-(-length // stride) - lost,
        colors=source.colors,
        decoding=_decoding(packets, doubt),
        checked="all frames" if doubt else "packets",
    )
    return with_framing(row, search, settings)


def with_framing(
    row: EpisodeInspection, search: FramingSearch, settings: FrameSettings
) -> EpisodeInspection:
    """The row of an episode whose pictures the search has been shown."""
    fitted = search.framing(settings)
    return replace(
        row,
        cut=round(100 * fitted.cut, 1),
        padded=round(100 * fitted.padding, 1),
        stretched=round(fitted.stretch, 3),
        aspect=search.aspect(settings),
        bars=str(search.bars()),
        black=round(100 * fitted.bars, 1),
    )


def _verdict(
    path: Path, length: int, lost: int, stride: int, damaged: int, wording: Wording
) -> str:
    examples = -(-length // stride)
    if length < stride:
        return wording(too_short(path, length, stride))
    if lost > damaged or lost == examples:
        return wording(too_damaged(path, lost, examples))
    return "ok"


def _decoded_length(
    path: Path, packets: Packets, stride: int, watchdog: Watchdog
) -> tuple[int, int]:
    """How many frames a video has, and how many of the stride's are lost, by decoding it all."""
    frames = all_frames(path, packets, stride, watchdog)
    lost = 0
    while True:
        try:
            lost += isinstance(next(frames), DamagedFrame)
        except StopIteration as end:
            return end.value, lost


def _decoding(packets: Packets, doubt: str) -> str:
    try:
        reliable_index(packets)
    except WholeStreamError as reason:
        return f"whole stream: {reason}"
    return f"whole stream: {doubt}" if doubt else "needed frames"
