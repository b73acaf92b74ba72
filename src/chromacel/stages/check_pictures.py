"""Rule check_pictures: what each picture of `unseen` is, and which ones cannot be colored."""

from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.csv_rows import csv_text
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.jobs.sources import find_pictures
from chromacel.pictures.inspection import PictureInspection, inspect_picture


def main(report: Path, unseen: list[str]) -> None:
    """Inspect pictures, and leave out those that cannot be colored.

    Args:
        report: CSV file to write, with a row for each picture
        unseen: what the config says, since there may be more pictures than a command line holds: a
            folder, a glob pattern, a picture, several pictures, or demo
    """
    pictures = find_pictures(unseen[0] if len(unseen) == 1 else unseen)
    inspections = [inspect_picture(name, path) for name, path in pictures.items()]
    bad = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    for verdict in bad:
        print(f"Left out: {verdict}")
    if len(bad) == len(inspections) == 1:
        raise InputError(bad[0])
    if len(bad) == len(inspections):
        raise InputError(f"None of the {len(bad)} pictures of `unseen` can be colored: {bad[0]}")
    write_text(report, csv_text(PictureInspection, inspections))


if __name__ == "__main__":
    run(main)
