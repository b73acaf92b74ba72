"""Rule color_episode: a whole video or comic in the colors of the best model."""

from pathlib import Path

from chromacel.coloring.best_weights import best_of
from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.files import FileColoring
from chromacel.coloring.journal import identity
from chromacel.coloring.sources import Source, kind_of, target_name
from chromacel.errors import InputError
from chromacel.files.checksums import check_intact, short_hash
from chromacel.files.version import package_version
from chromacel.files.whole import remove, sha256
from chromacel.jobs.command import run
from chromacel.jobs.lists import PathList
from chromacel.jobs.remedies import with_remedy
from chromacel.machine.devices import DeviceName, claimed_devices


def main(
    source: Path, colored: Path, *, records: list[Path], keyframes: PathList, device: DeviceName
) -> None:
    """Color an episode, and go on where a killed job has left it.

    Args:
        source: a video or a comic
        colored: folder for the colored one, of the same name and kind
        records: of the trainings, beside their weights, of which the best colors
        keyframes: the episode's frames that a person has colored
        device: auto, cpu or cuda
    """
    weights, kind = best_of(records), kind_of(source)
    check_intact(weights)
    name = target_name(Path(source.name), kind, lossless=False)
    colored_frames = {path.name: sha256(path) for path in keyframes}
    key = repr([sha256(weights), colored_frames, identity(source), package_version()])
    work = colored.with_name(f".{short_hash(colored.name)}.{short_hash(key)}.work")
    for other in colored.parent.glob(f".{short_hash(colored.name)}.*.work"):
        if other != work:  # of other weights, keyframes or another source
            remove(other)
    print(f"{source} is colored by {weights}", flush=True)
    with claimed_devices(device) as [one]:
        coloring = FileColoring(
            Colorizer.load(weights, one), keyframes=keyframes, key=key, wording=_sentence
        )
        try:
            coloring.color(Source(source, name, kind), work / name, work / "pages")
        except InputError as error:
            said = _sentence(error).replace(str(work / name), str(colored / name))
            raise InputError(said) from error
    remove(work / "pages")
    remove(colored)
    work.rename(colored)


def _sentence(error: InputError) -> str:
    return with_remedy(error, "take it out of `color`")


if __name__ == "__main__":
    run(main)
