"""Files of hints, and which pictures, pages and frames they are for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from chromacel.coloring.sources import Source
from chromacel.errors import InputError
from chromacel.pictures.hints import SUFFIXES

NUMBER = re.compile(r"\d{1,9}")


def hint_files(given: Path | None, sources: Sequence[Source]) -> dict[Path, list[Path]]:
    """The files of hints for each source that has some.

    A picture's has the picture's name and place below the folder `given`, with the suffix of
    hints; those of a comic or a video lie in a folder of its name, or, where nothing else is
    colored, in `given` itself. For a single picture, `given` may be its file.

    Raises:
        InputError: there is none for any source.
    """
    if given is None:
        return {}
    if given.is_file():
        [first, *others] = sources
        if others or first.kind != "picture":
            raise InputError(
                f"{given} is one file of hints, and there are several pictures to color: name a"
                " folder of hints, each named like its picture or by its page's or frame's number."
            )
        return {first.path: [given]}
    if not given.is_dir():
        raise InputError(f"{given} does not exist: name a file of hints, or a folder of them.")
    files = {source.path: _of_source(given, source, len(sources) == 1) for source in sources}
    found = {path: own for path, own in files.items() if own}
    if not found:
        one = sources[0].name
        example = one.with_suffix(".json") if sources[0].kind == "picture" else one.stem
        raise InputError(
            f"{given} has hints for none of the inputs: name them like the inputs, such as"
            f" {given / example}."
        )
    return found


def _of_source(given: Path, source: Source, is_alone: bool) -> list[Path]:
    if source.kind == "picture":
        below = [given / source.name.with_suffix(suffix) for suffix in SUFFIXES]
        return [path for path in below if path.is_file()]
    own = given / source.path.stem
    folder = own if own.is_dir() or not is_alone else given
    if not folder.is_dir():
        return []
    shown = (path for path in folder.rglob("*") if not path.name.startswith("."))
    return sorted(path for path in shown if path.suffix.lower() in SUFFIXES and path.is_file())


def hints_by_place(
    files: Iterable[Path], source: Path, names: Sequence[str] = ()
) -> Mapping[int, Path]:
    """Files of hints by the number of the frame, or of the page, which may also be named: `names`
    are those of a comic's pages. Of pages in several folders that are called alike, it is the one
    in a folder of the same name.

    Raises:
        InputError: one is named for no page or frame, or for several, or two are for the same.
    """
    pages: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        pages.setdefault(PurePath(name).stem, []).append(number)
    found: dict[int, Path] = {}
    for path in files:
        place: int | None = _called_like(path, pages.get(path.stem, []), names)
        if place is None and NUMBER.fullmatch(path.stem):
            place = int(path.stem)
        if place is None or (names and place >= len(names)):
            raise InputError(
                f"{path} is named for no page or frame of {source}: call it by its number from 0,"
                " such as 000012.json."
            )
        if place in found:
            raise InputError(f"{path} is for the same picture as {found[place]}: keep one.")
        found[place] = path
    return found


def _called_like(path: Path, places: Sequence[int], names: Sequence[str]) -> int | None:
    """The page that a file of hints is called like, if there is one."""
    if len(places) > 1:
        folders = {place: PurePath(names[place]).parent.parts for place in places}
        near = {place: parts for place, parts in folders.items() if _is_in(path, parts)}
        deepest = max(map(len, near.values()), default=0)
        places = [place for place, parts in near.items() if len(parts) == deepest]
        if len(places) != 1:
            some = " and ".join(names[place] for place in list(folders)[:2])
            raise InputError(
                f"{path} is named for several pages, such as {some}: put it into a folder that is"
                " called like its page's."
            )
    return places[0] if places else None


def _is_in(path: Path, folders: Sequence[str]) -> bool:
    return not folders or path.parent.parts[-len(folders) :] == tuple(folders)


def only_file(files: Sequence[Path]) -> Path | None:
    """The one file of hints of a picture, if it has one.

    Raises:
        InputError: there are two.
    """
    if len(files) > 1:
        raise InputError(f"{files[1]} is for the same picture as {files[0]}: keep one.")
    return files[0] if files else None
