"""How well an episode is told from a few of its frames, by the way in which they are chosen.

    python benchmarks/keyframes.py EPISODE --counts 5 10 20

Every frame looked at gets its own luma, and the chroma of the chosen frames: per cell of 5 × 5 of
90 × 160 pixels that of the most similar surroundings in any chosen frame (`patch`), or that of the
chosen frame whose gray thumbnail is nearest (`frame`). Mean L1 over the frames not chosen, 0-255.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.keyframes.frames import Reading, read_frames
from chromacel.keyframes.proposal import HEIGHT, WIDTH, Looked, propose
from chromacel.pictures.grayscale import grayscale
from chromacel.similarity.shots import shot_numbers

ROWS, COLUMNS, CELL, AROUND, COMPONENTS = 90, 160, 5, 5, 24
PLACE = 8.0  # weight of a cell's place beside its gray
EVERY = 4  # of the frames looked at, those that are told


class Told:
    """An episode's frames, (n, 90, 160, 3) uint8, each to be told from some of them."""

    def __init__(self, rgb: NDArray[np.uint8]) -> None:
        self.rgb, self.gray = rgb, grayscale(rgb)
        self.chroma = rgb.astype(np.float32) - self.gray[..., None]
        self.size = ROWS // CELL, COLUMNS // CELL
        surroundings = np.array([self._surroundings(frame) for frame in self.gray])
        flat = surroundings.reshape(-1, surroundings.shape[2])
        mean = flat.mean(axis=0)
        _, _, axes = np.linalg.svd(flat[::37] - mean, full_matrices=False)
        gray = ((flat - mean) @ axes[:COMPONENTS].T).reshape(len(rgb), -1, COMPONENTS)
        place = PLACE * np.moveaxis(np.indices(self.size), 0, -1).reshape(1, -1, 2)
        self.cells = np.concatenate([gray, np.repeat(place, len(rgb), axis=0)], axis=2)

    def _surroundings(self, gray: NDArray[np.uint8]) -> NDArray[np.float32]:
        padded = np.pad(gray.astype(np.float32), AROUND, mode="reflect")
        side = CELL + 2 * AROUND
        windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))[::CELL, ::CELL]
        return np.asarray(windows.reshape(-1, side * side))

    def l1(self, chosen: list[int]) -> tuple[float, float]:
        """By patch, and by frame."""
        keys = np.concatenate([self.cells[place] for place in chosen])
        small = [self._resized(self.chroma[place], self.size) for place in chosen]
        colors = np.concatenate([picture.reshape(-1, 3) for picture in small])
        squares = (keys**2).sum(axis=1)
        errors = []
        for place in sorted(set(range(1, len(self.rgb), EVERY)) - set(chosen)):
            near = (squares - 2 * self.cells[place] @ keys.T).argmin(axis=1)
            by_patch = self._resized(colors[near].reshape(*self.size, 3), (ROWS, COLUMNS))
            apart = [
                np.abs(self.gray[place].astype(float) - self.gray[key]).mean() for key in chosen
            ]
            by_frame = self.chroma[chosen[int(np.argmin(apart))]]
            errors.append([self._error(place, by_patch), self._error(place, by_frame)])
        patch, frame = np.mean(errors, axis=0)
        return float(patch), float(frame)

    def _error(self, place: int, chroma: NDArray[np.float32]) -> float:
        told = np.clip(self.gray[place][..., None] + chroma, 0, 255)
        return float(np.abs(told - self.rgb[place]).mean())

    @staticmethod
    def _resized(picture: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
        shrinks = size[0] < picture.shape[0]
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(picture, size[::-1], interpolation=how))


def ways(looked: Looked, count: int) -> Iterator[tuple[str, list[int]]]:
    """The places of the chosen frames, by each way to choose them."""
    number = len(looked.numbers)
    yield "evenly spaced", np.linspace(0, number - 1, 2 * count + 1).astype(int)[1::2].tolist()
    starts = np.flatnonzero(np.diff(looked.shots, prepend=-1))
    longest = np.argsort(-np.bincount(looked.shots), kind="stable")[:count]
    yield "first frame of the longest shots", starts[longest].tolist()
    flat = looked.thumbnails.reshape(number, -1).astype(np.float32)
    farthest = [int(np.abs(flat - np.median(flat, axis=0)).mean(axis=1).argmin())]
    while len(farthest) < count:
        apart = [np.abs(flat - flat[place]).mean(axis=1) for place in farthest]
        farthest.append(int(np.min(apart, axis=0).argmax()))
    yield "farthest first", farthest
    proposed = propose(looked, count).numbers
    yield "proposed", np.searchsorted(looked.numbers, proposed).tolist()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("episode", type=Path)
    parser.add_argument("--counts", type=int, nargs="+", default=[5, 10, 20])
    arguments = parser.parse_args()
    size = (COLUMNS, ROWS)
    frames = read_frames(
        arguments.episode,
        Reading(per_second=4),
        lambda frame: (
            frame.index,
            cv2.resize(
                grayscale(frame.rgb[None])[0], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA
            ),
            cv2.resize(frame.rgb, size, interpolation=cv2.INTER_AREA),
        ),
    )
    numbers, thumbnails, rgb = (np.array(column) for column in zip(*frames, strict=True))
    looked = Looked(numbers, thumbnails, shot_numbers(thumbnails))
    told = Told(rgb)
    print(f"{len(numbers)} frames, {looked.shots[-1] + 1} shots")
    for count in arguments.counts:
        for way, chosen in ways(looked, count):
            patch, frame = told.l1(chosen)
            print(f"{count:3} {way:34} patch {patch:5.1f}  frame {frame:5.1f}", flush=True)


if __name__ == "__main__":
    main()
