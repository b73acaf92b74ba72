"""Rule extract_frames: one frame in every `stride` of an episode, fitted to one size."""

from dataclasses import asdict
from pathlib import Path

import numpy as np

from chromacel import __version__
from chromacel.command import run
from chromacel.fitting import FrameSettings, fit_picture
from chromacel.frames import append, create_frames, write_provenance
from chromacel.storage import created_h5, sha256
from chromacel.video import sample_frames, video_format


def main(episode: Path, frames: Path, settings: FrameSettings) -> None:
    provenance = {
        "source_name": episode.name,
        "source_size": episode.stat().st_size,
        "source_sha256": sha256(episode),
        **{f"source_{key}": value for key, value in asdict(video_format(episode)).items()},
        "stride": settings.stride,
        "chromacel_version": __version__,
    }
    with created_h5(frames) as file:
        rgb = create_frames(file, "rgb", (0, settings.height, settings.width, 3))
        index = file.create_dataset("index", (0,), np.int64, maxshape=(None,))
        time = file.create_dataset("time", (0,), np.float64, maxshape=(None,))
        for frame in sample_frames(episode, settings.stride):
            append(rgb, fit_picture(frame.rgb, settings)[None])
            append(index, np.array([frame.index]))
            append(time, np.array([frame.time]))
        write_provenance(file, provenance, frames=settings)
        print(f"{episode.name}: {len(rgb)} frames, one in every {settings.stride}")


if __name__ == "__main__":
    run(main)
