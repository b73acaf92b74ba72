"""A video's colors: its frames as the model sees them, colored shot by shot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
import torch

from chromacel.coloring.line_shots import colored_line_shot
from chromacel.coloring.memory import Memory
from chromacel.coloring.pictures import making_of
from chromacel.coloring.propagation import colored_shot
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making
from chromacel.keyframes.colored import Keyframe
from chromacel.machine.processors import processors
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Network
from chromacel.models.runtime import chroma_of, fast_generator
from chromacel.models.weights import TrainedModel
from chromacel.pictures.chroma import chroma
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames, Picture
from chromacel.pictures.resizing import resized
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import shot_numbers
from chromacel.video.planes import PlaneFrame
from chromacel.video.recoloring import Colored

MOST = 160  # frames of a shot that are colored together, which bounds memory: with keyframes,
FEWER = 60  # and without, where a guess less far away is as good
BATCH = 4  # more at a time are no faster


@dataclass
class Piece:
    """Frames of one shot, one after the other: their numbers, and what the model sees of them.

    `before` is the frame before them and its colors, where it is of the same shot; `is_last` of the
    shot.
    """

    numbers: list[int] = field(default_factory=list)
    seen: list[Picture] = field(default_factory=list)
    is_done: bool = True
    before: tuple[Picture, Colored] | None = None
    is_last: bool = False


def video_coloring(model: TrainedModel, keyframes: Sequence[Keyframe] = ()) -> "VideoColoring":
    """Colors of frames one after the other, for `video/recoloring.py`.

    `keyframes` look as they were colored, and the frames around them follow.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    making = making_of(model)
    given = {each.number: each for each in keyframes}
    fast = fast_generator(model, processors())
    return VideoColoring(fast, CONDITIONS[model.description.condition].is_luma, making, given)


@dataclass(frozen=True)
class VideoColoring:
    generator: Network
    keeps_luma: bool
    making: Making
    keyframes: Mapping[int, Keyframe]

    def colors(self, frames: Iterator[PlaneFrame]) -> Iterator[Colored | None]:
        """Of frames from the first of a video, or of a shot, on."""
        before: tuple[Picture, Colored] | None = None
        for piece in self.pieces(frames):
            if piece.is_done and piece.is_last:
                yield from [None] * len(piece.numbers)
                before = None
                continue
            piece.before = before
            colors = self.of_piece(piece)
            held: Colored | None = None
            for number, each in zip(piece.numbers, colors, strict=True):
                # A copy, since a view would keep all of the piece's colors.
                held = held if held is not None and np.array_equal(held, each) else each.copy()
                yield self.given(number) if number in self.keyframes else held
            before = None if held is None or piece.is_last else (piece.seen[-1], held)
            del colors, each  # before those of the next piece are made

    def pieces(self, frames: Iterator[PlaneFrame]) -> Iterator[Piece]:
        piece, before = Piece(), None
        gray: Picture | None = None
        most = MOST if self.keyframes else FEWER
        for frame in frames:
            thumbnail = thumbnail_of(frame.gray)
            is_cut = before is not None and is_cut_between(before, thumbnail)
            if piece.numbers and (is_cut or len(piece.numbers) >= most):
                piece.is_last = is_cut
                yield piece
                piece = Piece()
            if gray is None or not np.array_equal(gray, frame.gray):
                gray, seen = frame.gray, self.condition(frame.gray, frame.pixel_aspect)
            piece.numbers.append(frame.index)
            piece.seen.append(seen)
            piece.is_done = piece.is_done and frame.is_done
            before = thumbnail
        if piece.numbers:
            piece.is_last = True
            yield piece

    def condition(self, gray: Picture, pixel_aspect: float) -> Picture:
        """What the model sees of a gray frame, as `conditions/making.py` makes it of pictures."""
        rows, columns = gray.shape[0], gray.shape[1] * pixel_aspect
        frame = resized(gray, *shape_for(rows, columns, self.making.frame_size))
        if not self.keeps_luma:
            assert self.making.edges
            frame = detect_edges(frame[None], self.making.edges)[0]
        shape = self.model_shape(rows, columns)
        return np.asarray(downsample(frame[None], DownsamplingSettings(*shape))[0])

    def model_shape(self, rows: int, columns: float) -> tuple[int, int]:
        small = self.making.downsampling
        return shape_for(rows, columns, (small.height, small.width))

    def of_piece(self, piece: Piece) -> Colored:
        """Chroma or colors (n, h, w, …) of its frames."""
        seen, numbers = piece.seen, piece.numbers
        known = {
            place: self.small(number)
            for place, number in enumerate(numbers)
            if number in self.keyframes
        }
        if piece.before is None:
            return self.of_shot(np.stack(seen), known)
        before, colors = piece.before
        known = {place + 1: values for place, values in known.items()}
        return self.of_shot(np.stack([before, *seen]), known, colors)[1:]

    def of_shot(
        self, seen: Frames, known: Mapping[int, Colored], before: Colored | None = None
    ) -> Colored:
        """`before` is of the first frame, if it has been colored before."""
        if self.keeps_luma and not self.keyframes:
            return colored_shot(seen, self.guess, {}, before=before)
        known = known if before is None else {0: before, **known}
        if self.keeps_luma:
            return colored_shot(seen, self.guess, known, self.memory)
        return colored_line_shot(seen, self.guess, known)

    def guess(self, seen: Frames) -> Colored:
        """What the network makes of frames alone, few at a time: chroma, or colors."""
        batches = [seen[start : start + BATCH] for start in range(0, len(seen), BATCH)]
        if self.keeps_luma:
            return np.concatenate([chroma_of(self.generator, batch) for batch in batches])
        device = next(self.generator.parameters()).device
        pictures = (torch.from_numpy(batch).to(device) for batch in batches)
        return np.concatenate(
            [predict_colors(self.generator, batch).cpu().numpy() for batch in pictures]
        )

    @cached_property
    def memory(self) -> Memory | None:
        """Of what the keyframes show, for all shots."""
        if not self.keyframes:
            return None
        frames = [
            self.condition(grayscale(each.frame[None])[0], each.pixel_aspect)
            for each in self.keyframes.values()
        ]
        return Memory(np.stack(frames), np.stack([self.small(each) for each in self.keyframes]))

    def small(self, number: int) -> Colored:
        """A keyframe's chroma, or colors, at the model's size."""
        keyframe, values = self.keyframes[number], self.given(number)
        rows, columns = values.shape[:2]
        return resized(values, *self.model_shape(rows, columns * keyframe.pixel_aspect))

    def given(self, number: int) -> Colored:
        """A keyframe's own colors, at its own size."""
        colored = self.keyframes[number].colored
        return chroma(colored) if self.keeps_luma else colored


def thumbnail_of(gray: Picture) -> Picture:
    return np.asarray(cv2.resize(gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA))


def is_cut_between(before: Picture, after: Picture) -> bool:
    """Whether a shot begins with the second of two thumbnails."""
    return bool(shot_numbers(np.stack([before, after]))[1] > 0)


def shape_for(rows: int, columns: float, size: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns of these proportions, with about the area of `size`."""
    factor = float(np.sqrt(size[0] * size[1] / (rows * columns)))
    return max(round(rows * factor), 1), max(round(columns * factor), 1)
