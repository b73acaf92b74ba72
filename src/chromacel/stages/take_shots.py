"""Rule take_shots: whole shots around some test frames, as models see them."""

from pathlib import Path

from chromacel.dataset.provenance import read_provenance
from chromacel.dataset.shards import open_split
from chromacel.evaluation.shot_files import write_shots
from chromacel.evaluation.whole_shots import ShotSettings, choose_centers, take_shot
from chromacel.files.csv_tables import read_table
from chromacel.files.names import file_name
from chromacel.jobs.command import run, sentence
from chromacel.jobs.lists import PathList


def main(
    shots: Path,
    settings: ShotSettings,
    *,
    split: Path,
    names: PathList,
    episodes: PathList,
    test: list[Path],
) -> None:
    """Take whole shots around some test frames: every frame, in color and as each condition.

    Args:
        shots: HDF5 file to write
        split: table of `split_frames`
        names: file that lists the slug of each episode, each followed by a NUL
        episodes: file that lists the videos and comics in the same order
        test: shards of the test split, in color and as each condition
    """
    sources = read_provenance(test)
    paths = {name.name: path for name, path in zip(names, episodes, strict=True)}
    frames = read_table(split, ("episode", "index", "time", "scene", "split"))
    taken = [
        take_shot(paths[center.episode], center, sources[center.episode], sentence)
        for center in choose_centers(frames, settings)
    ]
    found = [shot for shot in taken if shot is not None]
    readable = {slug: file_name(Path(source.source)) for slug, source in sources.items()}
    write_shots(shots, found, readable, open_split(test).size)
    print(f"{len(found)} shots, {sum(len(shot.index) for shot in found)} frames")


if __name__ == "__main__":
    run(main)
