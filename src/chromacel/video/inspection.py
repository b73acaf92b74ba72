"""What an episode's file is, and whether frames can be taken from it, before it is decoded."""

from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.inputs import file_name
from chromacel.video.container import video_format
from chromacel.video.packets import WholeStreamError, read_packets
from chromacel.video.sampling import first_frame, reliable_index, too_damaged, too_short
from chromacel.video.watchdog import Watchdog


@dataclass(frozen=True)
class EpisodeInspection:
    """One row of `episodes.csv`: what is wrong is in `verdict`, a sentence, or else `ok`.

    `duration` is in seconds; `frames` are shown, `examples` those that the stride keeps; `colors`
    are pixel format, matrix and range; `decoding` is `needed frames`, or why it is the whole
    stream.
    """

    episode: str
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


def inspect_episode(path: Path, stride: int, damaged: int) -> EpisodeInspection:
    """Read all packets of a file and decode its first frame; `damaged` frames are tolerated."""
    name = file_name(path)
    try:
        with Watchdog(path) as watchdog:
            packets = read_packets(path, watchdog)
            first_frame(path, packets, watchdog)
            found = video_format(path)
    except InputError as error:
        return EpisodeInspection(name, str(path), str(error))
    try:
        reliable_index(packets)
        decoding = "needed frames"
    except WholeStreamError as reason:
        decoding = f"whole stream: {reason}"
    try:
        frames, examples, lost = packets.length, -(-packets.length // stride), packets.lost(stride)
    except WholeStreamError:
        frames, examples, lost = len(packets), -(-len(packets) // stride), 0
    if frames < stride:
        verdict = str(too_short(path, frames, stride))
    elif lost > damaged:
        verdict = str(too_damaged(path, lost, examples))
    else:
        verdict = "ok"
    return EpisodeInspection(
        episode=name,
        file=str(path),
        verdict=verdict,
        codec=found.codec,
        width=found.width,
        height=found.height,
        rate=found.frame_rate,
        duration=packets.duration,
        frames=frames,
        examples=examples - lost,
        colors=found.colors,
        decoding=decoding,
    )
