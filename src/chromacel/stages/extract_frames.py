"""Rule extract_frames: one frame in every `stride` of an episode, fitted to one size."""

from pathlib import Path

from chromacel.dataset.extraction import extract
from chromacel.files.whole import sha256
from chromacel.jobs.command import run
from chromacel.pictures.resizing import FrameSettings
from chromacel.video.packets import WholeStreamError, read_packets
from chromacel.video.sampling import all_frames, needed_frames
from chromacel.video.watchdog import Watchdog


def main(episode: Path, frames: Path, settings: FrameSettings, *, damaged: int) -> None:
    """`damaged` is how many of the episode's frames may be damaged or missing."""
    with Watchdog(episode) as watchdog:
        packets = read_packets(episode, watchdog)
    digest = sha256(episode)  # not watched: a long file on a slow disk may take its time
    with Watchdog(episode) as watchdog:
        source = (episode, packets, settings.stride, watchdog)
        try:
            extract(lambda: needed_frames(*source), episode, digest, frames, settings, damaged)
        except WholeStreamError as reason:
            print(f"{episode.name}: the whole stream is decoded, because {reason}", flush=True)
            extract(lambda: all_frames(*source), episode, digest, frames, settings, damaged)


if __name__ == "__main__":
    run(main)
