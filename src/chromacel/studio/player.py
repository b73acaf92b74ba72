"""Plays a video in color: its frames as an export would color them, by the same code."""

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import numpy as np

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.files import FileColoring
from chromacel.coloring.method_colorizer import MethodColorizer
from chromacel.coloring.own_luma import with_own_luma
from chromacel.coloring.videos import VideoColoring, is_cut_between, thumbnail_of, video_coloring
from chromacel.errors import InputError
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized
from chromacel.studio.inputs import Input, VideoPages
from chromacel.studio.memory import Kept
from chromacel.studio.project import Project
from chromacel.studio.views import encoded, shrunk
from chromacel.video.planes import PlaneFrame
from chromacel.video.recoloring import Colored

MOST_KEPT = 128 * 2**20  # bytes
LOOK_BACK = 128  # frames before one, in which the start of its shot is looked for first
NEAR = 240  # frames ahead, up to which a run goes on instead of beginning anew


@dataclass
class Run:
    """Frames that are colored one after the other, from number `next` on; `state` is what their
    colors depend on."""

    state: tuple[object, ...]
    next: int
    frames: Generator[tuple[int, bytes], None, None]


@dataclass
class Player:
    """Colors frames on request, in the thread that looks through whole videos."""

    project: Project
    kept: Kept = field(default_factory=lambda: Kept(MOST_KEPT))
    run: Run | None = None

    def colored(
        self,
        one: Input,
        number: int,
        colorizer: Colorizer | MethodColorizer,
        with_hints: bool,
        side: int,
    ) -> bytes:
        """A frame as JPEG, at most `side` pixels wide and high.

        Raises:
            InputError: it is damaged, or a frame that it follows cannot be used.
        """
        files = FileColoring(
            colorizer,
            keyframes=[
                self.project.keyframe_file(one.page(each))
                for each in self.project.keyframes(one.folder)
            ],
            hints=self.project.hint_files(one.folder) if with_hints else [],
        )
        read = [*files.keyframes, *files.hints]
        if isinstance(colorizer, Colorizer):
            by: object = id(colorizer.model)  # its file may be newer than what was loaded of it
            read.append(colorizer.model.path)
        else:
            by = colorizer.method
        state = one.folder, by, *((path, path.stat().st_mtime_ns) for path in read)
        return self.kept.get(
            ("played", *state, side, number),
            lambda: self._advanced(one, number, files, state, side),
        )

    def _advanced(
        self, one: Input, number: int, files: FileColoring, state: tuple[object, ...], side: int
    ) -> bytes:
        """The frame; those of the run before it are kept, too."""
        run = self.run
        if not run or run.state != (*state, side) or not run.next <= number < run.next + NEAR:
            run = self._begun(one, number, files, state, side)
        self.run = None  # a run that fails is not continued
        for found, jpeg in run.frames:
            run.next = found + 1
            if found == number:
                self.run = run
                return jpeg
            self.kept.put(("played", *state, side, found), jpeg)
        raise InputError(f"{one.path.name} has no frame {number} that can be read.")

    def _begun(
        self, one: Input, number: int, files: FileColoring, state: tuple[object, ...], side: int
    ) -> Run:
        """A run from the start of the frame's shot on."""
        assert isinstance(one.pages, VideoPages)
        key = "coloring", *state
        self.kept.drop(lambda other: other[0] == "coloring" and other != key)  # of other keyframes
        coloring = self.kept.get(key, lambda: _coloring(one, files))
        first = shot_start(one.pages, number)
        return Run((*state, side), first, _shown(one.pages.stored(first), coloring, side))


def _coloring(one: Input, files: FileColoring) -> VideoColoring:
    return video_coloring(files.colorizer, files.frames_in_color(one.path))


def _shown(
    frames: Iterator[PlaneFrame], coloring: VideoColoring, side: int
) -> Generator[tuple[int, bytes], None, None]:
    waiting: deque[tuple[int, Picture]] = deque()

    def fed() -> Iterator[PlaneFrame]:
        for frame in frames:
            waiting.append((frame.index, shrunk(frame.gray, side)))
            yield frame

    for colors in coloring.colors(fed()):
        assert colors is not None  # since no frame is marked as done
        number, gray = waiting.popleft()
        yield number, encoded(on_luma(gray, colors))


def on_luma(gray: Picture, colors: Colored) -> Picture:
    """A gray frame, (h, w) uint8, in color: with chroma (h', w', 2), or by colors (h', w', 3)
    alone, at its size."""
    large = resized(colors, *gray.shape)
    if colors.shape[2] == 2:
        return np.asarray(with_own_luma(gray[None], large[None])[0])
    return np.asarray(large, np.uint8)


def shot_start(pages: VideoPages, number: int) -> int:
    """The first frame of the shot that a frame is of."""
    back = LOOK_BACK
    while True:
        begin = max(number - back, 0)
        start, before = begin, None
        for frame in pages.stored(begin):
            thumbnail = thumbnail_of(frame.gray)
            if before is not None and is_cut_between(before, thumbnail):
                start = frame.index
            before = thumbnail
            if frame.index >= number:
                break
        if start > begin or not begin:
            return start
        back *= 4
