"""`chromacel color`: pictures, comics and videos in color, each as what it was."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from chromacel.errors import InputError
from chromacel.jobs.command import sentence
from chromacel.jobs.lifetime import say
from chromacel.jobs.terminal import StatusLines, is_refreshable

if TYPE_CHECKING:
    from chromacel.coloring.files import FileColoring
    from chromacel.coloring.journal import Journal
    from chromacel.coloring.sources import Source

PROGRESS = "progress: "
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
        "--weights",
        type=Path,
        metavar="FILE",
        help="of the model that colors; the best of --results by validation if they are not given",
    )
    command.add_argument(
        "--results",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="of a workflow, to take weights from; `results` if it is not given",
    )
    command.add_argument(
        "--keyframes",
        type=Path,
        metavar="FOLDER",
        help="colored frames or pages of the input, named by their numbers as `chromacel keyframes`"
        " does; of several inputs, a folder of such folders, each with the input's name",
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
        "--crf", type=int, metavar="N", help="quality of videos as the encoder counts it; less is"
        " better"
    )  # fmt: skip
    command.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto: a GPU, if any"
    )


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
    sources = find_sources(arguments.inputs, out, lossless)
    with shown_progress(sys.stderr):
        failed = _color_all(arguments, sources)
    if failed:
        say(f"Error: {failed} of {len(sources)} could not be colored: see above.")
        sys.exit(1)


def _color_all(arguments: argparse.Namespace, sources: "list[Source]") -> int:
    """How many of the sources could not be colored."""
    from chromacel.coloring.best_weights import best_weights
    from chromacel.coloring.colorizer import Colorizer
    from chromacel.coloring.files import FileColoring
    from chromacel.coloring.journal import Journal, identity
    from chromacel.files.version import package_version
    from chromacel.files.whole import sha256
    from chromacel.machine.devices import claimed_devices
    from chromacel.video.encoders import EncodingSettings

    folders = keyframe_folders(arguments.keyframes, sources)
    names = {source.path.stem for source in sources if folders.get(source.path)}
    weights = arguments.weights or best_weights(arguments.results, names)
    made_by = {
        "weights": sha256(weights) if weights.is_file() else "",
        "chromacel": package_version(),
        "encoding": {"codec": arguments.codec, "crf": arguments.crf},
        "skip_colored": arguments.skip_colored,
    }
    journal = Journal.of(arguments.out)
    failed = 0
    with claimed_devices(arguments.device) as [device]:
        coloring = FileColoring(
            Colorizer.load(weights, device),
            EncodingSettings(codec=arguments.codec, crf=arguments.crf),
            skip_colored=arguments.skip_colored,
        )
        say(f"{weights}: {_said(coloring)}")
        for source in sources:
            try:
                keyframes = folders.get(source.path, [])
                made = {
                    **made_by,
                    "source": identity(source.path),
                    "keyframes": {path.name: sha256(path) for path in keyframes},
                }
                if journal.is_done(source.name, made, arguments.overwrite):
                    say(f"{arguments.out / source.name}: done before")
                    continue
                one = replace(coloring, keyframes=keyframes, key=repr(made))
                _color(one, source, journal, made)
            except (InputError, OSError) as error:
                say(f"Error: {sentence(error)}")
                failed += 1
                if len(sources) == 1:
                    sys.exit(1)
    return failed


def _color(
    coloring: "FileColoring", source: "Source", journal: "Journal", made: dict[str, object]
) -> None:
    target = journal.out / source.name
    say(f"{source.path} → {target}")
    if coloring.color(source, target, journal.work_folder(source.name, made)):
        journal.done(source.name, made)
    else:
        say(f"{source.path} has color already: left out")


def keyframe_folders(given: Path | None, sources: "list[Source]") -> dict[Path, list[Path]]:
    """The keyframes of each source that has some.

    Raises:
        InputError: the folder has none.
    """
    from chromacel.keyframes.colored import pictures_in

    if given is None:
        return {}
    if not given.is_dir():
        raise InputError(f"{given} is no folder: name the one that the keyframes are in.")
    if len(sources) == 1 and (pictures := pictures_in(given)):
        return {sources[0].path: pictures}
    folders = {source.path: given / source.path.stem for source in sources}
    found = {
        path: pictures
        for path, folder in folders.items()
        if folder.is_dir() and (pictures := pictures_in(folder))
    }
    if not found:
        raise InputError(
            f"{given} has keyframes of none of the inputs: put the pictures into a folder with an"
            f" input's name, such as {given / sources[0].path.stem}."
        )
    return found


def _said(coloring: "FileColoring") -> str:
    from chromacel.models.recipes import RECIPES

    about = coloring.colorizer.model.description
    adapted = f", adapted to {', '.join(about.keyframes)}" if about.keyframes else ""
    return f"{RECIPES[about.model].label} from {about.condition}, seed {about.seed}{adapted}"


class ProgressLine(StatusLines):
    """Shows lines on progress in one place, and lets all others through."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.begun = ""

    def write(self, text: str) -> int:
        self.begun += text
        *lines, self.begun = self.begun.split("\n")
        for line in lines:
            if line.startswith(PROGRESS):
                self.show([line.removeprefix(PROGRESS)])
            else:
                super().write(f"{line}\n")
                super().flush()
        return len(text)


@contextmanager
def shown_progress(stream: TextIO) -> Iterator[None]:
    """In one line on a terminal; elsewhere line after line."""
    if not is_refreshable(stream):
        yield
        return
    line = ProgressLine(stream)
    sys.stderr = line
    try:
        yield
    finally:
        line.show([])
        sys.stderr = stream
