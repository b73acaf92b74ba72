"""Frames of a video as the model and the accepted frames color them, to be played.

Some frames of a shot are colored together. Nearly as `chromacel color` does: shots are cut to a
quarter of a second, and long ones at other places.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chromacel.coloring.own_luma import with_own_luma
from chromacel.coloring.pictures import making_of
from chromacel.coloring.videos import VideoColoring, guess_by_model
from chromacel.conditions.kinds import CONDITIONS
from chromacel.errors import InputError
from chromacel.keyframes.colored import Keyframe
from chromacel.models.weights import TrainedModel
from chromacel.pictures.files import read_picture
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized
from chromacel.pictures.sequence import Frame
from chromacel.studio.inputs import Input, VideoPages
from chromacel.studio.memory import Kept
from chromacel.studio.project import Project
from chromacel.studio.views import encoded, shrunk

TOGETHER = 96  # frames
MOST_KEPT = 128 * 2**20  # bytes


@dataclass
class Player:
    """For the thread that looks through whole videos."""

    project: Project
    kept: Kept = field(default_factory=lambda: Kept(MOST_KEPT))

    def colored(
        self,
        one: Input,
        number: int,
        shots: Sequence[Sequence[int]],
        model: TrainedModel,
        side: int,
    ) -> bytes:
        """A frame as JPEG.

        Raises:
            InputError: it is damaged.
        """
        first, last = together(number, shots)
        accepted = self.project.keyframes(one.folder)
        files = [self.project.keyframe_file(one.page(each)) for each in accepted]
        state = one.folder, str(model.path), id(model), *(file.stat().st_mtime_ns for file in files)
        frames = self.kept.get(
            ("played", *state, first, side),
            lambda: self._played(
                self._coloring(one, accepted, model, state), one, first, last, side
            ),
        )
        if not frames[number - first]:
            raise InputError(f"Frame {number} of {one.path.name} is damaged.")
        return frames[number - first]

    def _coloring(
        self, one: Input, accepted: list[int], model: TrainedModel, state: tuple[object, ...]
    ) -> VideoColoring:
        def made() -> VideoColoring:
            keyframes = {number: self._keyframe(one, number) for number in accepted}
            is_luma = CONDITIONS[model.description.condition].is_luma
            return VideoColoring(guess_by_model(model), is_luma, making_of(model), keyframes)

        key = "coloring", state
        self.kept.drop(lambda other: other[0] == "coloring" and other != key)  # of other keyframes
        return self.kept.get(key, made)

    def _keyframe(self, one: Input, number: int) -> Keyframe:
        assert isinstance(one.pages, VideoPages)
        frame = one.pages.frame(number)
        path = self.project.keyframe_file(one.page(number))
        return Keyframe(number, path, frame.rgb, read_picture(path).rgb, frame.pixel_aspect)

    def _played(
        self, coloring: VideoColoring, one: Input, first: int, last: int, side: int
    ) -> tuple[bytes, ...]:
        """JPEGs of the frames from first to last; of a damaged one, nothing."""
        assert isinstance(one.pages, VideoPages)

        def see(frame: Frame) -> tuple[int, Picture]:
            [gray] = grayscale(frame.rgb[None])
            return frame.index, coloring.condition(gray, frame.pixel_aspect)

        seen = one.pages.each(first, last, see)
        places = {number: place for place, (number, _) in enumerate(seen)}
        if not seen:
            return (b"",) * (last + 1 - first)
        known = {
            places[number]: coloring.small(number)
            for number in coloring.keyframes
            if number in places
        }
        colors = coloring.of_shot(np.stack([picture for _, picture in seen]), known)

        def show(frame: Frame) -> tuple[int, bytes]:
            if frame.index in coloring.keyframes:
                rgb = shrunk(coloring.keyframes[frame.index].colored, side)
            else:
                rgb = on_frame(shrunk(frame.rgb, side), colors[places[frame.index]])
            return frame.index, encoded(rgb)

        shown = dict(one.pages.each(first, last, show))
        return tuple(shown.get(number, b"") for number in range(first, last + 1))


def on_frame(rgb: Picture, colors: NDArray[np.float32]) -> Picture:
    """A frame with chroma (h', w', 2), or as colors (h', w', 3) are, at the frame's size."""
    large = resized(colors, *rgb.shape[:2])
    if colors.shape[2] == rgb.shape[2]:
        return np.asarray(large, np.uint8)
    return np.asarray(with_own_luma(grayscale(rgb[None]), large[None])[0])


def together(number: int, shots: Sequence[Sequence[int]]) -> tuple[int, int]:
    """First and last of the frames that are colored together with this one."""
    first, last = next(shot for shot in shots if shot[0] <= number <= shot[1])
    start = first + (number - first) // TOGETHER * TOGETHER
    return start, min(start + TOGETHER - 1, last)
