"""What the files are that episodes are to be made of, videos and comics, before any is taken."""

import gc
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from chromacel.dataset.comics import ComicPictures, Pages, opened_pages, pictures_lost
from chromacel.errors import InputError, Wording
from chromacel.files.comics import is_comic
from chromacel.files.names import file_name, slug
from chromacel.machine.progress import Progress
from chromacel.pictures.fitting import FramingSearch
from chromacel.pictures.resizing import FrameSettings
from chromacel.pictures.sequence import DamagedFrame
from chromacel.video.inspection import EpisodeInspection, inspect_video, with_framing
from chromacel.video.watchdog import Watchdog

BATCH = 100  # episodes whose inspections the garbage collector looks at, again and again


def inspect_episodes(
    paths: Sequence[Path],
    settings: FrameSettings,
    comic_settings: FrameSettings,
    damaged: int,
    threads: int,
    wording: Wording = str,
) -> list[EpisodeInspection]:
    """A row for each of the files, so many at a time, followed by rows for what is left out of it.

    `damaged` of the stride's frames may be damaged or missing; `wording` puts errors into verdicts.
    """

    def inspect(path: Path) -> list[EpisodeInspection]:
        if is_comic(path):
            return inspect_comic(path, comic_settings, damaged, wording)
        inspection = inspect_video(path, settings, damaged, wording)
        gc.collect()  # PyAV holds the decoded frame in a cycle, megabytes for each episode
        return [inspection]

    inspections: list[EpisodeInspection] = []
    progress = Progress(len(paths), "episodes")
    with ThreadPoolExecutor(threads) as pool:
        for start in range(0, len(paths), BATCH):
            gc.freeze()  # what is here already stays, and need not be looked at each time
            batch = pool.map(inspect, paths[start : start + BATCH])
            for number, rows in enumerate(batch, start=start + 1):
                inspections += rows
                progress.at(number)
    return inspections


def inspect_comic(
    path: Path, settings: FrameSettings, damaged: int, wording: Wording = str
) -> list[EpisodeInspection]:
    """Read all pictures that are to be taken, and see what else lies beside them."""
    name = file_name(path)
    try:
        with opened_pages(path) as comic, Watchdog(path, wording=wording) as watchdog:
            pictures = ComicPictures(comic, settings.stride, watchdog)
            return [_comic_row(pictures, name, settings, damaged, wording), *_left_out(comic)]
    except InputError as error:
        return [EpisodeInspection(slug(name), name, str(path), wording(error))]


def _comic_row(
    pictures: ComicPictures, name: str, settings: FrameSettings, damaged: int, wording: Wording
) -> EpisodeInspection:
    search, lost = FramingSearch(), []
    for frame in pictures.frames():
        if isinstance(frame, DamagedFrame):
            lost.append(frame)
        else:
            search.look(frame.rgb, frame.pixel_aspect)
    path, total = pictures.comic.path, len(pictures.places)
    verdict = "ok"
    if len(lost) > damaged or len(lost) == total:
        verdict = wording(pictures_lost(path, lost, total))
    if len(lost) == total:
        return EpisodeInspection(slug(name), name, str(path), verdict)
    source = pictures.format()
    row = EpisodeInspection(
        episode=slug(name),
        name=name,
        file=str(path),
        verdict=verdict,
        codec=source.codec,
        width=source.width,
        height=source.height,
        frames=pictures.comic.count,
        examples=total - len(lost),
        colors=source.colors,
        checked="all frames",
    )
    return with_framing(row, search, settings)


def _left_out(comic: Pages) -> list[EpisodeInspection]:
    return [
        EpisodeInspection("", name, f"{comic.path}/{name}", f"left out: {reason}")
        for name, reason in comic.left_out.items()
    ]
