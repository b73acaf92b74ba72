"""A video's colors: its frames as the model sees them, colored shot by shot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from chromacel.coloring.pictures import making_of
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making
from chromacel.keyframes.colored import Keyframe
from chromacel.models.inference import predict_colors
from chromacel.models.weights import TrainedModel
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames, Picture
from chromacel.pictures.resizing import resized
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import shot_numbers
from chromacel.video.planes import PlaneFrame
from chromacel.video.recoloring import Colored, Coloring

Chroma = NDArray[np.float32]

MOST = 240  # frames of a shot that are colored together: what bounds memory
BATCH = 16


@dataclass
class Piece:
    """Frames of one shot, one after the other: their numbers, and what the model sees of them.

    `carried` is the color of the first one where a piece of the same shot went before; `is_last` of
    the shot.
    """

    numbers: list[int] = field(default_factory=list)
    seen: list[Picture] = field(default_factory=list)
    is_done: bool = True
    carried: Colored | None = None
    is_last: bool = False


def video_coloring(model: TrainedModel, keyframes: Sequence[Keyframe] = ()) -> Coloring:
    """Colors for `video/recoloring.py`, of frames one after the other.

    `keyframes` look as they were colored, and the frames around them follow.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    making = making_of(model)
    return VideoColoring(model, making, {each.number: each for each in keyframes}).colors


@dataclass(frozen=True)
class VideoColoring:
    model: TrainedModel
    making: Making
    keyframes: Mapping[int, Keyframe]

    @property
    def keeps_luma(self) -> bool:
        return CONDITIONS[self.model.description.condition].is_luma

    def colors(self, frames: Iterator[PlaneFrame]) -> Iterator[Colored | None]:
        carried: Colored | None = None
        for piece in self.pieces(frames):
            if piece.is_done and piece.is_last:
                yield from [None] * len(piece.numbers)
                carried = None
                continue
            piece.carried = carried
            colors = self.of_piece(piece)
            held: Colored | None = None
            for number, each in zip(piece.numbers, colors, strict=True):
                held = held if held is not None and np.array_equal(held, each) else each
                yield self.given(number) if number in self.keyframes else held
            carried = None if piece.is_last else colors[-1]

    def pieces(self, frames: Iterator[PlaneFrame]) -> Iterator[Piece]:
        piece, before = Piece(), None
        for frame in frames:
            thumbnail = cv2.resize(frame.gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
            is_cut = before is not None and shot_numbers(np.stack([before, thumbnail]))[1] > 0
            if piece.numbers and (is_cut or len(piece.numbers) >= MOST):
                piece.is_last = bool(is_cut)
                yield piece
                piece = Piece()
            seen = self.seen(frame)
            if piece.seen and np.array_equal(piece.seen[-1], seen):
                seen = piece.seen[-1]  # one array for a drawing that is held
            piece.numbers.append(frame.index)
            piece.seen.append(seen)
            piece.is_done = piece.is_done and frame.is_done
            before = thumbnail
        if piece.numbers:
            piece.is_last = True
            yield piece

    def seen(self, frame: PlaneFrame) -> Picture:
        """A frame's condition, as `conditions/making.py` makes it of pictures."""
        rows, columns = frame.gray.shape
        gray = frame.gray
        height, width = shape_for(rows, columns * frame.pixel_aspect, self.making.frame_size)
        gray = resized(gray, height, width)
        if not self.keeps_luma:
            assert self.making.edges
            gray = detect_edges(gray[None], self.making.edges)[0]
        small = (self.making.downsampling.height, self.making.downsampling.width)
        shape = shape_for(rows, columns * frame.pixel_aspect, small)
        return np.asarray(downsample(gray[None], DownsamplingSettings(*shape))[0])

    def of_piece(self, piece: Piece) -> Colored:
        return self.guess(np.stack(piece.seen))

    def guess(self, seen: Frames) -> Colored:
        """What the network makes of frames alone, in batches: chroma, or colors."""
        device = next(self.model.generator.parameters()).device
        batches = [seen[start : start + BATCH] for start in range(0, len(seen), BATCH)]
        colors = np.concatenate(
            [
                predict_colors(self.model.generator, torch.from_numpy(batch).to(device))
                .cpu()
                .numpy()
                for batch in batches
            ]
        )
        return chroma_of(colors) if self.keeps_luma else colors

    def given(self, number: int) -> Colored:
        """A keyframe's own colors, at its own size."""
        colored = self.keyframes[number].colored
        return chroma_of(colored[None])[0] if self.keeps_luma else colored


def chroma_of(colors: Frames) -> Chroma:
    """(n, h, w, 3) uint8 to (n, h, w, 2): blue and red minus luma, in levels."""
    luma = grayscale(colors).astype(np.float32)[..., None]
    return np.asarray(colors[..., [2, 0]] - luma, np.float32)


def shape_for(rows: int, columns: float, size: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns of these proportions, with about the area of `size`."""
    factor = float(np.sqrt(size[0] * size[1] / (rows * columns)))
    return max(round(rows * factor), 1), max(round(columns * factor), 1)
