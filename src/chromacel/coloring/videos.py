"""A video's colors: its frames as the model sees them, colored shot by shot."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
import torch

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.line_shots import colored_line_shot
from chromacel.coloring.memory import Memory
from chromacel.coloring.method_colorizer import MethodColorizer
from chromacel.coloring.methods import METHODS
from chromacel.coloring.pictures import making_of
from chromacel.coloring.propagation import colored_shot
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making
from chromacel.keyframes.colored import Keyframe
from chromacel.machine.processors import processors
from chromacel.models.inference import predict_colors
from chromacel.models.runtime import chroma_of, fast_generator
from chromacel.models.weights import TrainedModel
from chromacel.pictures.chroma import Chroma, chroma
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import COLORS, Frames, Picture
from chromacel.pictures.resizing import resized
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import shot_numbers
from chromacel.video.planes import PlaneFrame
from chromacel.video.recoloring import Colored

MOST = 160  # frames of a shot that are colored together, which bounds memory: with keyframes,
FEWER = 60  # and without, where a guess less far away is as good
LONGEST = 480  # frames of a shot that are colored together where none before has a keyframe
BATCH = 4  # more at a time are no faster
METHODS_SEE = Making((360, 640), None, DownsamplingSettings(180, 320))  # as the paper's models

Guess = Callable[[Frames], Colored]
"""What is made of frames alone, as they are seen: (n, h, w) in, chroma or colors out."""


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


def video_coloring(
    colorizer: Colorizer | MethodColorizer, keyframes: Sequence[Keyframe] = ()
) -> "VideoColoring":
    """Colors of frames one after the other, for `video/recoloring.py`.

    `keyframes` look as they were colored, and the frames around them follow. Of a method that goes
    by hints, all other frames stay gray.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    given = {each.number: each for each in keyframes}
    if isinstance(colorizer, MethodColorizer):
        return VideoColoring(_guess_by_method(colorizer), True, METHODS_SEE, given)
    model = colorizer.model
    keeps_luma = CONDITIONS[model.description.condition].is_luma
    return VideoColoring(guess_by_model(model), keeps_luma, making_of(model), given)


def guess_by_model(model: TrainedModel) -> Guess:
    """What the network makes of frames, few at a time."""
    keeps_luma = CONDITIONS[model.description.condition].is_luma
    generator = fast_generator(model, processors())
    device = next(generator.parameters()).device

    def colored(seen: Frames) -> Colored:
        if keeps_luma:
            return chroma_of(generator, seen)
        return predict_colors(generator, torch.from_numpy(seen).to(device)).cpu().numpy()

    def guess(seen: Frames) -> Colored:
        batches = [seen[start : start + BATCH] for start in range(0, len(seen), BATCH)]
        return np.concatenate([colored(batch) for batch in batches])

    return guess


def _guess_by_method(colorizer: MethodColorizer) -> Guess | None:
    """None of hints, which are for some frames alone."""
    if METHODS[colorizer.method].kind == "hints":
        return None

    def guess(seen: Frames) -> Colored:
        pictures = (np.stack([gray] * COLORS, axis=-1) for gray in seen)
        return np.stack([chroma(colorizer.color_page(picture)) for picture in pictures])

    return guess


def _no_color(seen: Frames) -> Chroma:
    return np.zeros((*seen.shape, 2), np.float32)


@dataclass(frozen=True)
class VideoColoring:
    """Without a `guess`, what no keyframe tells stays gray."""

    guess: Guess | None
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
            if held is None or piece.is_last or not held.any():  # all gray: nothing to follow
                before = None
            else:
                before = piece.seen[-1], held
            del colors, each  # before those of the next piece are made

    def pieces(self, frames: Iterator[PlaneFrame]) -> Iterator[Piece]:
        piece, before = Piece(), None
        gray: Picture | None = None
        for frame in frames:
            thumbnail = thumbnail_of(frame.gray)
            is_cut = before is not None and is_cut_between(before, thumbnail)
            is_full = bool(piece.numbers) and len(piece.numbers) >= self.most(piece.numbers[0])
            if piece.numbers and (is_cut or is_full):
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

    def most(self, first: int) -> int:
        """Frames of a piece from this one on: up to the next keyframe, if one comes soon."""
        apart = [number - first for number in self.keyframes if number >= first]
        if not self.keyframes:
            return FEWER
        return min(apart) + 1 if MOST <= min(apart, default=0) < LONGEST else MOST

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
        guess: Guess = self.guess or _no_color
        if self.guess and self.keeps_luma and not self.keyframes:
            return colored_shot(seen, guess, {}, before=before)
        known = known if before is None else {0: before, **known}
        if not self.guess and not known:
            return _no_color(seen)
        if self.keeps_luma:
            return colored_shot(seen, guess, known, self.memory)
        return colored_line_shot(seen, guess, known)

    @cached_property
    def memory(self) -> Memory | None:
        """Of what keyframes show, for all shots; but without a guess, they are for their own, and
        so are strokes, as a sky in one shot tells nothing of a shirt as gray in another."""
        whole = [each for each in self.keyframes.values() if each.is_whole]
        if not whole or not self.guess:
            return None
        frames = [
            self.condition(grayscale(each.frame[None])[0], each.pixel_aspect) for each in whole
        ]
        return Memory(np.stack(frames), np.stack([self.small(each.number) for each in whole]))

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
