"""A video's colors: its frames as the model sees them, colored shot by shot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.guesses import Guess, guess_by_method, guess_by_model, no_color
from chromacel.coloring.line_shots import colored_line_shot
from chromacel.coloring.memory import Memory
from chromacel.coloring.method_colorizer import MethodColorizer
from chromacel.coloring.pictures import making_of
from chromacel.coloring.propagation import colored_shot
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making
from chromacel.keyframes.colored import Keyframe
from chromacel.pictures.chroma import chroma
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames, Picture
from chromacel.pictures.resizing import resized
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import THUMBNAIL_CHANGED, shot_numbers
from chromacel.video.planes import PlaneFrame
from chromacel.video.recoloring import Colored

MOST = 160  # frames of a shot that are colored together, which bounds memory: with keyframes,
FEWER = 60  # and without, where more would not be better
LONGEST = 480  # the same if that reaches the next keyframe, so that it colors the frames before it
MAKING = Making((360, 640), None, DownsamplingSettings(180, 320))  # for methods: the paper's


@dataclass
class Piece:
    """Some frames of one shot, one after the other.

    Attributes:
        numbers: theirs in the video
        seen: what the model sees of each
        is_done: whether all of them were colored by an earlier run
        before: the frame before them and its colors, if it is of the same shot
        is_last: whether the shot ends with them
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

    `keyframes` look as they were colored, and the frames around them follow. With a method that
    spreads hints, shots without a keyframe stay gray.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    given = {each.number: each for each in keyframes}
    if isinstance(colorizer, MethodColorizer):
        return VideoColoring(guess_by_method(colorizer), True, MAKING, given)
    model = colorizer.model
    keeps_luma = CONDITIONS[model.description.condition].is_luma
    return VideoColoring(guess_by_model(model), keeps_luma, making_of(model), given)


@dataclass(frozen=True)
class VideoColoring:
    """The colors of a video's frames. Without a `guess`, what no keyframe colors stays gray."""

    guess: Guess | None
    keeps_luma: bool
    making: Making
    keyframes: Mapping[int, Keyframe]

    def colors(self, frames: Iterator[PlaneFrame]) -> Iterator[Colored | None]:
        """Colors of each frame; None if a whole shot is done. The first one begins a shot."""
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
            if gray is None or cv2.norm(gray, frame.gray, cv2.NORM_INF):
                gray, seen = frame.gray, self.condition(frame.gray, frame.pixel_aspect)
            piece.numbers.append(frame.index)
            piece.seen.append(seen)
            piece.is_done = piece.is_done and frame.is_done
            before = thumbnail
        if piece.numbers:
            piece.is_last = True
            yield piece

    def most(self, first: int) -> int:
        """How many frames a piece from this one on has at most."""
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
        """`before` is the color of the first frame, if it is known from the piece before."""
        guess: Guess = self.guess or no_color
        if self.guess and self.keeps_luma and not self.keyframes:
            return colored_shot(seen, guess, {}, before=before)
        known = known if before is None else {0: before, **known}
        if not self.guess and not known:
            return no_color(seen)
        if self.keeps_luma:
            return colored_shot(seen, guess, known, self.memory)
        return colored_line_shot(seen, guess, known)

    @cached_property
    def memory(self) -> Memory | None:
        """What keyframes show, for all shots. Without a guess, a keyframe is for its own shot, as
        strokes always are: those for a sky tell nothing of a shirt as gray in another shot."""
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
    """A frame at the size at which cuts are found."""
    return np.asarray(cv2.resize(gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA))


def is_cut_between(before: Picture, after: Picture) -> bool:
    """Whether there is a cut between two frames, by their thumbnails."""
    if cv2.norm(before, after, cv2.NORM_L1) <= THUMBNAIL_CHANGED * before.size:
        return False  # true of most frames, and ten times as fast
    return bool(shot_numbers(np.stack([before, after]))[1] > 0)


def shape_for(rows: int, columns: float, size: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns of these proportions, with about the area of `size`."""
    factor = float(np.sqrt(size[0] * size[1] / (rows * columns)))
    return max(round(rows * factor), 1), max(round(columns * factor), 1)
