"""Made-up clips whose shots, and what is seen in each, are known."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture
from chromacel.video.encoding import encode_video

SIZE = 128, 72
RATE = 12
SHOT = 36  # frames, three seconds


def place(seed: int, columns: int = SIZE[0]) -> Picture:
    """A background of blocks in many colors and grays, which no other seed shares."""
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 256, (SIZE[1] // 12, columns // 16, 3), np.uint8)
    return np.kron(blocks, np.ones((12, 16, 1), np.uint8))


def clip_of_shots(path: Path, shots: int = 3) -> Path:
    """Still shots; in the last third of each, somebody stands there: a striped square."""
    frames = []
    for shot in range(shots):
        for number in range(SHOT):
            picture = place(shot).copy()
            if number >= SHOT * 2 // 3:
                picture[12:60, 32:80] = place(100 + shot)[:48, :48]
            frames.append(picture)
    encode_video(path, frames, *SIZE, RATE)
    return path


def pan_starts() -> NDArray[np.int64]:
    """The column of the background where each frame begins."""
    return np.linspace(0, 2 * SIZE[0], 96).astype(np.int64)


def clip_of_a_pan(path: Path) -> Path:
    """One shot that pans over a background three times as wide as the picture."""
    wide = place(7, 3 * SIZE[0])
    frames = [wide[:, start : start + SIZE[0]].copy() for start in pan_starts()]
    encode_video(path, frames, *SIZE, RATE)
    return path
