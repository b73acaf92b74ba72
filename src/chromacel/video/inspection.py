"""What an episode's file is, and whether frames can be taken from it, before it is decoded."""

import gc
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import InputError, Wording
from chromacel.files.names import file_name, slug
from chromacel.video.container import VideoFormat, video_format
from chromacel.video.packets import Packets, WholeStreamError, read_packets
from chromacel.video.sampling import first_frame, reliable_index, too_damaged, too_short
from chromacel.video.watchdog import Watchdog


@dataclass(frozen=True)
class EpisodeInspection:
    """One row of `episodes.csv`: what is wrong is in `verdict`, a sentence, or else `ok`.

    `episode` is what other tables and files call it, `name` what its file is called; `duration` is
    in seconds; `frames` are shown, `examples` those that the stride keeps; `colors` are pixel
    format, matrix and range; `decoding` is `needed frames`, or why it is the whole stream.
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


def inspect_episodes(
    paths: Sequence[Path], stride: int, damaged: int, threads: int, wording: Wording = str
) -> list[EpisodeInspection]:
    """Each of the files as `inspect_episode` sees it, so many of them at a time."""

    def inspect(path: Path) -> EpisodeInspection:
        inspection = inspect_episode(path, stride, damaged, wording)
        gc.collect()  # PyAV holds the decoded frame in a cycle, megabytes for each episode
        return inspection

    gc.freeze()  # what is here already stays, and need not be looked at each time
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(inspect, paths))


def inspect_episode(
    path: Path, stride: int, damaged: int, wording: Wording = str
) -> EpisodeInspection:
    """Read all packets of a file and decode its first frame.

    `damaged` of the stride's frames may be damaged or missing; `wording` puts errors into
    verdicts.
    """
    try:
        with Watchdog(path, wording=wording) as watchdog:
            packets = read_packets(path, watchdog)
            first_frame(path, packets, watchdog)
            source = video_format(path)
    except InputError as error:
        name = file_name(path)
        return EpisodeInspection(slug(name), name, str(path), wording(error))
    return _inspection(path, packets, source, stride, damaged, wording)


def _inspection(
    path: Path, packets: Packets, source: VideoFormat, stride: int, damaged: int, wording: Wording
) -> EpisodeInspection:
    """What the packets of a video tell that can be decoded."""
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
        verdict = wording(too_short(path, frames, stride))
    elif lost > damaged:
        verdict = wording(too_damaged(path, lost, examples))
    else:
        verdict = "ok"
    return EpisodeInspection(
        episode=slug(file_name(path)),
        name=file_name(path),
        file=str(path),
        verdict=verdict,
        codec=source.codec,
        width=source.width,
        height=source.height,
        rate=source.frame_rate,
        duration=packets.duration,
        frames=frames,
        examples=examples - lost,
        colors=source.colors,
        decoding=decoding,
    )
