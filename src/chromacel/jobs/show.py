"""The show that `results/` belongs to, so that another one's run does not overwrite it unasked.

Standard library only: the Snakefile imports it.
"""

import dataclasses
import json
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from chromacel.files.comics import size_of
from chromacel.files.whole import write_text

NAME = "show.json"
MADE = ("frames/*.h5", "dataset/*/*.h5", "models/*")
DRY = ("-n", "--dry-run", "--dryrun")
SPELLINGS = {
    **dict.fromkeys(("--configfile", "--configfiles"), "--configfile"),
    **dict.fromkeys(("--config", "-C"), "--config"),
}


@dataclasses.dataclass(frozen=True)
class Show:
    """What a run is made from.

    Attributes:
        episodes: the config's `episodes`, in a few words.
        command: what was typed, without targets.
        config_files: those that were named on the command line.
        files: each episode's path, as the config gives it, and its size in bytes, or that of a
            folder's pictures; 0 if nobody has looked, or the demo has still to draw it.
    """

    episodes: str
    command: list[str]
    config_files: list[str]
    files: dict[str, int]

    @classmethod
    def of(
        cls,
        given: str | list[str],
        paths: Mapping[str, Path],
        arguments: Sequence[str],
        config_files: Sequence[Path],
    ) -> "Show":
        """The show of a run that was started with these `arguments`; `given` is `episodes`."""
        episodes = given if isinstance(given, str) else f"[{given[0]}, ...]"
        files = dict.fromkeys(map(str, paths.values()), 0)
        return cls(episodes, _command(arguments), list(map(str, config_files)), files)

    def shares_an_episode(self, other: "Show") -> bool:
        """Whether one of the files has the same path, or has been moved: the same name and size."""
        if self.files.keys() & other.files.keys():
            return True
        return bool(_names_and_sizes(self.files) & _names_and_sizes(_sizes(other.files)))


def show_of(results: Path) -> Show | None:
    """The show that a folder of results was made from; None if it does not say, or holds nothing
    that takes long to make."""
    if not any(any(results.glob(pattern)) for pattern in MADE):
        return None
    try:
        return Show(**json.loads((results / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remember(results: Path, show: Show, *, replaces: bool) -> None:
    """Write down what the results are made from: the run's episodes beside those of earlier runs,
    unless it `replaces` their show."""
    earlier = None if replaces else show_of(results)
    files = show.files | earlier.files if earlier else show.files
    show = dataclasses.replace(show, files=_sizes(files))
    if show != earlier:
        text = json.dumps(dataclasses.asdict(show), indent=1)
        write_text(results / NAME, text + "\n")


def conflict(results: Path, show: Show, consent: str) -> str:
    """What to type where the results were made from another show; empty if they were not.

    `consent` is the setting that lets this show take the place of that one.
    """
    earlier = show_of(results)
    if earlier is None or earlier.shares_an_episode(show):
        return ""
    program = earlier.command[0] if "/" in earlier.command[0] else show.command[0]
    command = shlex.join([program, *earlier.command[1:]])
    if "MAKELEVEL" in os.environ and earlier.config_files:
        command = f"make CONFIG={shlex.quote(' '.join(earlier.config_files))} report"
    apart = [*_with(show.command, "--configfile", "config.yaml"), "--directory", "shows/other"]
    return (
        f"{results}/ was made from {_described(earlier)}. This run's {_described(show)} has none of"
        " these, and would overwrite what is there. Type one of the following:\n"
        f"  {command}\n"
        "      to go on with the show that is there\n"
        f"  {shlex.join(apart)}\n"
        "      to give this one a folder of its own, where relative paths begin\n"
        f"  {shlex.join(_with(show.command, '--config', consent))}\n"
        f"      to put this one in its place, as `{consent.replace('=', ': ')}` in its config does"
    )


def _command(arguments: Sequence[str]) -> list[str]:
    """The command to type, without targets and dry runs, each option in one spelling."""
    program, *words = arguments
    if "--" in words:
        words = words[: words.index("--")]
    command = [_typed(Path(program))]
    for word in words:
        option, equals, value = word.partition("=")
        if word in DRY:
            continue
        if option in SPELLINGS and (equals or word == option):
            command += [SPELLINGS[option], *([value] if equals else [])]
        else:
            command.append(word)
    return command


def _typed(program: Path) -> str:
    """What to type for a program. Make puts its environment into PATH for itself alone."""
    is_known = str(program) == shutil.which("snakemake")
    if program.name != "snakemake" or (is_known and "MAKELEVEL" not in os.environ):
        return "snakemake"
    return os.path.relpath(program) if program.is_relative_to(Path.cwd()) else str(program)


def _described(show: Show) -> str:
    first = Path(next(iter(show.files))).name
    number = f"{len(show.files)} episodes, such as {first}" if len(show.files) > 1 else first
    return f"`episodes: {show.episodes}` ({number})"


def _with(command: list[str], option: str, value: str) -> list[str]:
    """The command with a value more, the first of its option's."""
    if option in command:
        place = command.index(option) + 1
        return [*command[:place], value, *command[place:]]
    return [*command, option, value]


def _sizes(files: Mapping[str, int]) -> dict[str, int]:
    """The files with the sizes that are not known yet, since a look at 100,000 takes a while."""
    return {path: size or _size(Path(path)) for path, size in files.items()}


def _size(path: Path) -> int:
    try:
        return size_of(path)
    except OSError:
        return 0


def _names_and_sizes(files: Mapping[str, int]) -> set[tuple[str, int]]:
    return {(Path(path).name, size) for path, size in files.items() if size}
