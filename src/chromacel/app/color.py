"""`chromacel color`: pictures, comics and videos in color, each as what it was."""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chromacel.app import colorizers
from chromacel.app.progress_line import shown_progress
from chromacel.app.sentences import command_sentence
from chromacel.errors import InputError
from chromacel.jobs.lifetime import say

if TYPE_CHECKING:
    from chromacel.coloring.files import FileColoring
    from chromacel.coloring.journal import Journal
    from chromacel.coloring.sources import Source

CODECS = ("h264", "hevc", "av1", "ffv1")


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="INPUT",
        help="a picture, a video, a comic (CBZ, ZIP or PDF), or a folder of them, at any depth",
    )
    command.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="what is colored goes here"
    )
    command.add_argument(
        "--keyframes",
        type=Path,
        metavar="FOLDER",
        help="colored frames or pages of the input, named by their numbers as `chromacel keyframes`"
        " does; of several inputs, a folder of such folders, each with the input's name",
    )
    command.add_argument(
        "--hints",
        type=Path,
        metavar="PATH",
        help="colors for parts of a picture, PNG or JSON; or a folder of such files, named like the"
        " pictures, or by the numbers of a comic's pages or a video's frames",
    )
    command.add_argument(
        "--skip-colored",
        action="store_true",
        help="leave what has color already: a page as it is, a picture or a video out",
    )
    command.add_argument("--overwrite", action="store_true", help="replace files in the folder")
    command.add_argument(
        "--codec", choices=CODECS, default="h264", help="of videos; ffv1 is lossless"
    )
    command.add_argument(
        "--crf",
        type=int,
        metavar="N",
        help="quality of videos as the encoder counts it; less is better",
    )
    colorizers.add_arguments(command)


def color_files(arguments: argparse.Namespace) -> None:
    """Color all inputs; of several, one that cannot be colored keeps none back.

    Raises:
        InputError: there is nothing to color, no weights, or files are there already.
        SystemExit: some could not be colored.
    """
    from chromacel.coloring.sources import find_sources

    out, lossless = arguments.out, arguments.codec == "ffv1"
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file: name a folder.")
    _check_quality(arguments)
    colorizers.check_arguments(arguments, has_hints=arguments.hints is not None)
    try:
        sources = find_sources(arguments.inputs, out, lossless)
        with shown_progress(sys.stderr):
            failed = _color_all(arguments, sources)
    except (InputError, OSError) as error:
        raise InputError(command_sentence(error)) from error
    if failed and len(sources) > 1:
        say(f"Error: {failed} of {len(sources)} could not be colored: see above.")
    if failed:
        sys.exit(1)


def _check_quality(arguments: argparse.Namespace) -> None:
    from chromacel.video.encoders import ENCODERS

    if arguments.crf is None:
        return
    encoder = ENCODERS[arguments.codec]
    if encoder.crf is None:
        raise InputError(
            f"`--crf` says nothing to {encoder.label}, which has no loss: leave it out."
        )
    if not 0 <= arguments.crf <= encoder.most_crf:
        raise InputError(
            f"`--crf {arguments.crf}` is out of range: {encoder.label} takes 0 to"
            f" {encoder.most_crf}."
        )


def _color_all(arguments: argparse.Namespace, sources: "list[Source]") -> int:
    """How many of the sources could not be colored."""
    from chromacel.coloring.files import FileColoring
    from chromacel.coloring.hint_files import hint_files
    from chromacel.coloring.journal import Journal
    from chromacel.files.version import package_version
    from chromacel.machine.devices import claimed_devices
    from chromacel.video.encoders import EncodingSettings

    folders = keyframe_folders(arguments.keyframes, sources)
    hints = hint_files(arguments.hints, sources)
    names = {source.path.stem for source in sources if folders.get(source.path)}
    encoding = EncodingSettings(codec=arguments.codec, crf=arguments.crf)
    journal, failed = Journal.of(arguments.out), 0
    with claimed_devices(arguments.device) as [device]:
        choice = colorizers.chosen(arguments, names, bool(hints), device)
        coloring = FileColoring(
            choice.colorizer,
            encoding,
            skip_colored=arguments.skip_colored,
            wording=command_sentence,
        )
        made_by = {
            **choice.made_by,
            "chromacel": package_version(),
            "encoding": {"codec": arguments.codec, "crf": arguments.crf},
            "skip_colored": arguments.skip_colored,
        }
        say(choice.label)
        for source in sources:
            own = folders.get(source.path, []), hints.get(source.path, [])
            one = replace(coloring, keyframes=own[0], hints=own[1])
            failed += not _is_colored(one, source, journal, made_by, arguments)
    return failed


def _is_colored(
    coloring: "FileColoring",
    source: "Source",
    journal: "Journal",
    made_by: dict[str, object],
    arguments: argparse.Namespace,
) -> bool:
    """Color one source, or say why it cannot be."""
    from chromacel.coloring.journal import identity
    from chromacel.files.whole import sha256

    target = draft = journal.out / source.name
    try:
        keyframes = {path.name: sha256(path) for path in coloring.keyframes}
        made = {**made_by, "source": identity(source.path), "keyframes": keyframes}
        if coloring.hints:
            names = {path: os.path.relpath(path, arguments.hints) for path in coloring.hints}
            made["hints"] = {names[path]: sha256(path) for path in coloring.hints}
        draft = journal.draft(source.name, made)
        with journal.claimed(source.name):
            if journal.is_done(source.name, made, arguments.overwrite):
                say(f"{target}: done before")
            else:
                _color(replace(coloring, key=repr(made)), source, journal, made)
            journal.clean(source.name)
    except (InputError, OSError) as error:
        say(f"Error: {command_sentence(error).replace(str(draft), str(target))}")
        return False
    return True


def _color(
    coloring: "FileColoring", source: "Source", journal: "Journal", made: dict[str, object]
) -> None:
    draft = journal.draft(source.name, made)
    say(f"{source.path} → {journal.out / source.name}")
    if draft.exists() or coloring.color(source, draft, draft.parent):
        journal.done(source.name, made)
    else:
        say(f"{source.path} has color already: left out")


def keyframe_folders(given: Path | None, sources: "list[Source]") -> dict[Path, list[Path]]:
    """The keyframes of each source that has some.

    Raises:
        InputError: the folder has none, or some of a single picture.
    """
    from chromacel.keyframes.colored import pictures_in

    if given is None:
        return {}
    if not given.is_dir():
        raise InputError(f"{given} is no folder: name the one that the keyframes are in.")
    folders = {source.path: given / source.path.stem for source in sources}
    found = {
        path: pictures
        for path, folder in folders.items()
        if folder.is_dir() and (pictures := pictures_in(folder))
    }
    if len(sources) == 1 and (pictures := pictures_in(given)):
        found = {sources[0].path: pictures}
    for source in sources:
        if source.kind == "picture" and source.path in found:
            raise InputError(
                f"{source.path} is a single picture, and keyframes are of videos and comics: leave"
                " out --keyframes, or color it with --hints."
            )
    if not found:
        raise InputError(
            f"{given} has keyframes of none of the inputs: put the pictures into a folder with an"
            f" input's name, such as {given / sources[0].path.stem}."
        )
    return found
