"""Rule check_pictures: what each picture of `unseen` is, and which ones cannot be colored."""

from pathlib import Path

from chromacel.files.csv_rows import csv_text
from chromacel.files.inputs import why_left_out
from chromacel.files.media import PICTURE
from chromacel.files.names import file_name, output_name
from chromacel.files.whole import write_text
from chromacel.jobs.announcement import announce
from chromacel.jobs.command import run
from chromacel.jobs.lists import PathList
from chromacel.pictures.inspection import PictureInspection, inspect_picture

SHOWN = 10  # bad pictures that are named on the terminal


def main(report: Path, *, pictures: PathList, left_out: PathList) -> None:
    """Inspect pictures, and tell those that cannot be colored, which are left out.

    Args:
        report: CSV file to write, with a row for each picture
        pictures: file that lists the pictures, each path followed by a NUL
        left_out: file that lists in the same way what lies beside them and is no picture
    """
    inspections = [inspect_picture(output_name(file_name(path)), path) for path in pictures]
    bad = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    others = [
        PictureInspection(path.name, str(path), None, None, "", why_left_out(path, PICTURE))
        for path in left_out
    ]
    write_text(report, csv_text(PictureInspection, [*inspections, *others]))
    for verdict in bad[:SHOWN]:
        announce(f"Left out: {verdict}")
    if bad:
        every = f"{len(bad):,} of {len(inspections):,}"
        announce(f"Pictures that cannot be colored: {every}. {report} has a row for each picture.")


if __name__ == "__main__":
    run(main)
