"""Rule check_pictures: what each picture of `unseen` is, and which ones cannot be colored."""

import csv
import io
from dataclasses import asdict, fields
from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.inputs import find_pictures
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.pictures.files import PictureInspection, inspect_picture


def main(report: Path, unseen: list[str]) -> None:
    """`unseen` is as in the config: there may be more pictures than a command line holds."""
    pictures = find_pictures(unseen[0] if len(unseen) == 1 else unseen)
    found = [inspect_picture(name, path) for name, path in pictures.items()]
    bad = [picture.verdict for picture in found if picture.verdict != "ok"]
    for verdict in bad:
        print(f"Left out: {verdict}")
    if len(bad) == len(found):
        raise InputError(
            bad[0]
            if len(bad) == 1
            else f"None of the {len(bad)} pictures of `unseen` can be colored: {bad[0]}"
        )
    text = io.StringIO()
    table = csv.DictWriter(
        text, [field.name for field in fields(PictureInspection)], lineterminator="\n"
    )
    table.writeheader()
    table.writerows(asdict(picture) for picture in found)
    write_text(report, text.getvalue())


if __name__ == "__main__":
    run(main)
