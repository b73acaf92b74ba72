"""Which pages to color first, and a video's shots: found once, and kept in the project."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from chromacel.errors import InputError, Wording
from chromacel.keyframes.proposal import Looked, look_at, propose
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import shot_numbers
from chromacel.studio.inputs import Input
from chromacel.studio.keeping import read_json, write_json
from chromacel.studio.project import Project

FOLDER = "proposals"


class Proposals:
    """Of the inputs of a project. For the thread that looks through whole videos."""

    def __init__(self, project: Project, wording: Wording) -> None:
        self.project, self.wording = project, wording
        self.looked: dict[str, Looked] = {}

    def propose(self, one: Input, count: int) -> list[int]:
        """At most so many pages, the one that tells most first."""
        looked = self._look(one)
        proposal = propose(looked, count)
        said = {"pages": proposal.numbers, "shots": shots_of(looked, one.pages.count)}
        write_json(self._file(one), said)
        return proposal.numbers

    def shots(self, one: Input) -> list[list[int]]:
        """First and last frame of each."""
        known: list[list[int]] = self.kept(one).get("shots", [])
        if known:
            return known
        said = {"pages": [], "shots": shots_of(self._look(one), one.pages.count)}
        write_json(self._file(one), said)
        return said["shots"]

    def kept(self, one: Input) -> dict[str, Any]:
        """What was found before; as if nothing was, where the file cannot be used."""
        path = self._file(one)
        try:
            said = read_json(path) if path.exists() else {}
        except InputError:
            return {}
        count = one.pages.count
        is_known = isinstance(said, dict) and (
            _are_pages(said.get("pages", []), count) and _are_shots(said.get("shots", []), count)
        )
        return said if is_known else {}

    def _file(self, one: Input) -> Path:
        return self.project.folder / FOLDER / f"{one.folder}.json"

    def _look(self, one: Input) -> Looked:
        if one.folder not in self.looked:
            is_video = one.kind == "video"
            self.looked[one.folder] = (
                look_at(one.path, self.wording) if is_video else look_at_pages(one)
            )
        return self.looked[one.folder]


def look_at_pages(one: Input) -> Looked:
    """As `look_at`, of all pages."""
    numbers = np.arange(one.pages.count, dtype=np.int64)
    thumbnails = np.stack([_thumbnail(one.pages.read(int(number))) for number in numbers])
    return Looked(numbers, thumbnails, shot_numbers(thumbnails))


def _thumbnail(rgb: Picture) -> Picture:
    [gray] = grayscale(rgb[None])
    return np.asarray(cv2.resize(gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def shots_of(looked: Looked, count: int) -> list[list[int]]:
    """First and last frame of each, to a quarter of a second, of so many frames in all."""
    places = np.flatnonzero(np.diff(looked.shots, prepend=-1))
    firsts = [0, *looked.numbers[places][1:].tolist()]
    lasts = [*(first - 1 for first in firsts[1:]), count - 1]
    return [[first, last] for first, last in zip(firsts, lasts, strict=True)]


def _are_pages(numbers: object, count: int) -> bool:
    return isinstance(numbers, list) and all(
        isinstance(number, int) and 0 <= number < count for number in numbers
    )


def _are_shots(shots: object, count: int) -> bool:
    """Pairs, one behind the other from the first page to the last; or none at all."""
    if not isinstance(shots, list) or not all(_are_pages(each, count) for each in shots):
        return False
    if not all(len(each) == 2 and each[0] <= each[1] for each in shots):
        return False
    firsts, lasts = [each[0] for each in shots], [each[1] for each in shots]
    return not shots or [*firsts, count] == [0, *(last + 1 for last in lasts)]
