"""Rule check_pictures: what each picture of `unseen` is, and which ones cannot be colored."""

from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.csv_rows import csv_text
from chromacel.files.inputs import why_left_out
from chromacel.files.media import PICTURE
from chromacel.files.names import file_name, output_name
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.jobs.lists import PathList
from chromacel.pictures.inspection import PictureInspection, inspect_picture


def main(report: Path, *, pictures: PathList, left_out: PathList) -> None:
    """Inspect pictures, and leave out those that cannot be colored.

    Args:
        report: CSV file to write, with a row for each picture
        pictures: file that lists the pictures, each path followed by a NUL
        left_out: file that lists in the same way what lies beside them and is no picture
    """
    inspections = [inspect_picture(output_name(file_name(path)), path) for path in pictures]
    bad = [inspection.verdict for inspection in inspections if inspection.verdict != "ok"]
    for verdict in bad:
        print(f"Left out: {verdict}")
    if len(bad) == len(inspections) == 1:
        raise InputError(bad[0])
    if len(bad) == len(inspections):
        raise InputError(f"None of the {len(bad)} pictures of `unseen` can be colored: {bad[0]}")
    others = [
        PictureInspection(path.name, str(path), None, None, "", why_left_out(path, PICTURE))
        for path in left_out
    ]
    write_text(report, csv_text(PictureInspection, [*inspections, *others]))


if __name__ == "__main__":
    run(main)
