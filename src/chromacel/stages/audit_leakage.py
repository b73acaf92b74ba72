"""Rule audit_leakage: how near the test frames are to training, for every way to split."""

from pathlib import Path

from chromacel.dataset.leakage import audit
from chromacel.dataset.split_settings import SplitSettings
from chromacel.dataset.twins import shares
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run, sentence
from chromacel.jobs.lists import PathList


def main(split: Path, leakage: Path, settings: SplitSettings, *, frames: PathList) -> None:
    """Compare each test frame with all training frames, for every way to split.

    Args:
        split: table of `split_frames`
        leakage: CSV file to write
        frames: file that lists the files of `extract_frames`, each path followed by a NUL
    """
    table = read_table(split, ("episode", "index", "scene", "duplicate", "repeat"))
    undivided = table.drop(columns=["split", "shard", "row"])
    episodes = {path.stem: path for path in sorted(frames)}
    distances = audit(undivided, episodes, settings, sentence)
    write_text(leakage, distances.to_csv(index=False, float_format="%.3f"))
    identical = shares(distances, "identical")
    for by, share in shares(distances).items():
        print(
            f"split by {by}: {share:.1%} of the test frames have a near-duplicate in training,"
            f" {identical[by]:.1%} an identical frame"
        )


if __name__ == "__main__":
    run(main)
