"""Rule draw_demo_episode: renders and encodes one episode of the demo's show."""

from pathlib import Path

from chromacel.demo.show import FRAME_RATE, HEIGHT, WIDTH, DemoSettings, episode_frames
from chromacel.jobs.command import run
from chromacel.video.encoding import encode_video


def main(video: Path, settings: DemoSettings) -> None:
    """Draw one episode of a small cartoon show.

    Args:
        video: MP4 file to write; its name decides, with the seed, what happens in it
    """
    encode_video(video, episode_frames(video.stem, settings), WIDTH, HEIGHT, FRAME_RATE)


if __name__ == "__main__":
    run(main)
