"""Files in color: a picture, a comic or a video, each written as what it was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.comics import comic_pages, page_names, write_comic
from chromacel.coloring.hint_files import hints_by_place, only_file
from chromacel.coloring.method_colorizer import MethodColorizer
from chromacel.coloring.sources import Source
from chromacel.coloring.videos import video_coloring
from chromacel.errors import InputError, Wording
from chromacel.files.comics import is_pdf
from chromacel.files.whole import whole_file
from chromacel.keyframes.colored import Keyframe, read_keyframes
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.keyframes.proposal import picture_name
from chromacel.machine.progress import Progress, counted
from chromacel.machine.threads import one_thread
from chromacel.pictures.encoding import encoded_like
from chromacel.pictures.files import read_picture
from chromacel.pictures.hints import read_hints
from chromacel.pictures.hue import hues
from chromacel.pictures.pixels import Picture
from chromacel.pictures.profiles import in_srgb
from chromacel.pictures.sequence import Frame
from chromacel.pictures.writing import read_colored, write_picture
from chromacel.video.encoders import EncodingSettings
from chromacel.video.planes import PlaneFrame
from chromacel.video.recoloring import Colored, recolor

GLANCES = 0.1  # frames a second in which color is looked for
COLORED_SHARE = 0.01  # of a picture's pixels that have a hue, where it has color
OTHER_SHARE = 0.002  # of them that are far from the commonest one: a tint has none
HUES, NEAR = 16, 1  # parts of the circle of hues, and how many to each side are near


@dataclass(frozen=True)
class FileColoring:
    """How files are colored.

    `keyframes` are colored frames or pages of the file, `hints` files of colors for parts of the
    picture, or of pages or frames; `skip_colored` leaves pictures, pages and videos as they are
    that have color already; `key` says what the result depends on beside these and the file, so
    that what an earlier run has begun is continued only if that is the same.
    """

    colorizer: Colorizer | MethodColorizer
    encoding: EncodingSettings = field(default_factory=EncodingSettings)
    keyframes: Sequence[Path] = ()
    hints: Sequence[Path] = ()
    skip_colored: bool = False
    key: str = ""
    wording: Wording = str

    def color(self, source: Source, target: Path, work: Path) -> bool:
        """Write the target, whole or not at all; False if the source has color and is left out.

        `work` is a folder for what is done of it, which a killed run goes on from.

        Raises:
            InputError: the source cannot be read or colored, or the target not be written.
        """
        match source.kind:
            case "picture":
                return self._picture(source.path, target)
            case "comic":
                return self._comic(source.path, target, work)
            case "video":
                return self._video(source.path, target)

    def _picture(self, path: Path, target: Path) -> bool:
        content = path.read_bytes()
        rgb = in_srgb(read_picture(path).rgb, content)
        if self.skip_colored and has_color(rgb):
            return False
        colored = self._with_hints(rgb, only_file(self.hints))
        with whole_file(target) as temporary:
            temporary.write_bytes(encoded_like(colored, content))
        return True

    def _comic(self, path: Path, target: Path, work: Path) -> bool:
        names = page_names(path)
        # A PDF's pages have no names: hints for them are called by their numbers, from 0.
        hint_names = [picture_name(place) for place in range(len(names))] if is_pdf(path) else names
        by_place, keyframes = hints_by_place(self.hints, path, hint_names), self._keyframes(path)
        _check_apart(by_place, keyframes)
        hints = {names[place]: file for place, file in by_place.items()}
        given = {names[each.number]: each.colored for each in keyframes}
        done = {name: work / f"{place:06}.png" for place, name in enumerate(names)}
        ready = {name for name, page in done.items() if page.exists()}
        pages = comic_pages(path, ready)
        for page in counted(pages, len(names) - len(ready), "pages"):
            colored = self._page(page.rgb, given.get(page.name), hints.get(page.name))
            write_picture(done[page.name], colored, {})
        write_comic(path, target, ((name, read_colored(page)[0]) for name, page in done.items()))
        return True

    def _page(self, rgb: Picture, given: Picture | None, hints: Path | None) -> Picture:
        if given is not None:
            return given
        if self.skip_colored and has_color(rgb):
            return rgb
        return self._with_hints(rgb, hints)

    def _with_hints(self, rgb: Picture, file: Path | None) -> Picture:
        hints = read_hints(file, (rgb.shape[0], rgb.shape[1])) if file else None
        return self.colorizer.color_page(rgb, hints)

    def _video(self, path: Path, target: Path) -> bool:
        if isinstance(self.colorizer, MethodColorizer) and self.colorizer.swatches:
            raise InputError(
                f"{path} is a video, and swatches are for single pictures: leave out --swatch."
            )
        if self.skip_colored and _video_has_color(path, self.wording):
            return False
        color = video_coloring(self.colorizer, self.frames_in_color(path)).colors

        def watched(frames: Iterator[PlaneFrame]) -> Iterator[Colored | None]:
            first = next(frames, None)
            if first is None:
                return
            progress = Progress(first.total, "frames")
            read = 0

            def counted_frames() -> Iterator[PlaneFrame]:
                nonlocal read
                for frame in chain([first], frames):
                    read = frame.index + 1
                    yield frame

            # Many frames are read and colored before the first of them is written.
            for written, colored in enumerate(color(counted_frames())):
                progress.at((read + written) // 2)
                yield colored

        with one_thread():
            recolor(path, target, watched, self.encoding, self.key, wording=self.wording)
        return True

    def frames_in_color(self, path: Path) -> list[Keyframe]:
        """What the other frames of a video follow: its keyframes, and frames with hints.

        Raises:
            InputError: one is for no frame of it, or two are for the same.
        """
        by_place, keyframes = hints_by_place(self.hints, path), self._keyframes(path)
        _check_apart(by_place, keyframes)
        return keyframes + self._hinted_frames(path, by_place)

    def _hinted_frames(self, path: Path, hints: Mapping[int, Path]) -> list[Keyframe]:
        """Frames with hints in color, which others of their shots follow as they do keyframes."""
        if not hints:
            return []
        reading = Reading(numbers=np.array(sorted(hints), np.int64))
        read = set()

        def colored(frame: Frame) -> Keyframe | None:
            file, shape = hints[frame.index], (frame.rgb.shape[0], frame.rgb.shape[1])
            read.add(frame.index)
            given = read_hints(file, shape)
            if not given.given.any():  # the others would follow a gray frame
                return None
            rgb = self.colorizer.color_page(frame.rgb, given)
            return Keyframe(frame.index, file, frame.rgb, rgb, frame.pixel_aspect, is_whole=False)

        frames = read_frames(path, reading, colored, self.wording)
        for number in sorted(set(hints) - read):
            raise InputError(
                f"{hints[number]} is for frame {number}, which cannot be read from {path.name}:"
                " take it out of the folder, or name the video that it is for."
            )
        return [frame for frame in frames if frame]

    def _keyframes(self, path: Path) -> list[Keyframe]:
        """Raises InputError if one does not fit the file."""
        keyframes, verdicts = read_keyframes(self.keyframes, path, self.wording)
        for verdict in verdicts:
            if verdict.verdict != "ok":
                raise InputError(verdict.verdict)
        return keyframes


def _check_apart(hints: Mapping[int, Path], keyframes: Sequence[Keyframe]) -> None:
    """Raises InputError if a keyframe has hints, too."""
    for each in keyframes:
        if each.number in hints:
            raise InputError(
                f"{hints[each.number]} and {each.path} are for the same picture: keep one."
            )


def has_color(rgb: Picture) -> bool:
    """Whether an (h, w, 3) uint8 picture has pixels of several hues: paper may have a tint, and a
    photograph be sepia."""
    hue, is_colored = hues(rgb)
    counts = np.bincount(hue[is_colored] // (256 // HUES), minlength=HUES)
    common = int(counts.argmax())
    near = [(common + shift) % HUES for shift in range(-NEAR, NEAR + 1)]
    others = counts.sum() - counts[near].sum()
    pixels = hue.size
    return bool(counts.sum() > COLORED_SHARE * pixels and others > OTHER_SHARE * pixels)


def _video_has_color(path: Path, wording: Wording) -> bool:
    def look(frame: Frame) -> bool:
        return has_color(frame.rgb)

    return any(read_frames(path, Reading(per_second=GLANCES), look, wording))
