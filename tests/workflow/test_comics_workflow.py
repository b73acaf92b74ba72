"""Comics beside videos, through the workflow."""

import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import img2pdf
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from conftest import Workflow

CONFIG = """
episodes: show
unseen: none
frames: {stride: 2}
split: {training_shards: 1}
models: [convnet]
conditions: [gray]
"""


def archived(folder: Path) -> None:
    """Put an archive in a folder's place."""
    with zipfile.ZipFile(folder.with_suffix(".cbz"), "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    shutil.rmtree(folder)


def done(workflow: Workflow, *words: str, config: str = CONFIG) -> str:
    run = workflow.run(*words, config=config)
    assert run.returncode == 0, run.stdout
    return run.stdout


def test_videos_and_comics_are_planned_together(tmp_path: Path, clip: Path) -> None:
    workflow = Workflow.new(tmp_path / "project")
    show = workflow.folder / "show"
    for name in ("ep {1}", "ep2", "ep3"):
        (show / name).mkdir(parents=True)
        Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(show / name / "1.png")
    archived(show / "ep3")
    (show / "ep4.pdf").write_bytes(img2pdf.convert(str(show / "ep2/1.png")))
    shutil.copy(clip, show / "a.mp4")
    said = done(workflow, "--dry-run", "--printshellcmds")
    commands = re.findall(
        r"extract_frames .*--stride (\d+) .* -- (.*) results/frames/(.*?)\.h5", said
    )
    assert {(stride, path.strip("'")) for stride, path, _ in commands} == {
        *(("2", "show/a.mp4"), ("1", "show/ep2"), ("1", "show/ep3.cbz"), ("1", "show/ep4.pdf")),
        ("1", "show/ep {1}"),
    }
    assert {"a", "ep2", "ep3", "ep4"} < {slug for *_, slug in commands}
    assert re.search(r"check_episodes .* --picture-stride 1 .*--stride 2 ", said)


@pytest.mark.long
def test_a_comic_goes_from_its_panels_to_the_report(
    tmp_path: Path, footage: Path, clip: Path
) -> None:
    workflow = Workflow.new(tmp_path / "project")
    show, results = workflow.folder / "show", workflow.folder / "results"
    for name in ("ep03", "ep08"):
        shutil.copytree(footage / "comic/pepper_carrot" / name, show / name)
        for extra in sorted((show / name).iterdir())[8:]:
            extra.unlink()
    (show / "ep03/Thumbs.db").write_bytes(b"no picture")
    archived(show / "ep08")
    shutil.copy(clip, show / "film.mp4")
    said = done(workflow)
    assert "2 of 3 episodes are comics, such as show/ep03; the others are videos." in said
    split = pd.read_csv(results / "dataset/split.csv")
    assert split["episode"].value_counts().to_dict() == {"film": 23, "ep03": 8, "ep08": 8}
    assert split.groupby("episode")["time"].count().to_dict() == {"ep03": 0, "ep08": 0, "film": 23}
    report, card = ((results / name).read_text() for name in ("report.html", "dataset/card.html"))
    assert "one frame in every 2 of the videos and every picture of the comics" in report
    assert "of animation and comics" in card
    assert "JPEG, up to 640 × " in card
    text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", "", report + card, flags=re.S)
    assert not re.search(r"\bnan\b", text, re.I)
    json.loads((results / "dataset/croissant.json").read_text(), parse_constant=pytest.fail)
    shown = json.loads((results / "show.json").read_text())
    assert set(shown["files"]) == {"show/ep03", "show/ep08.cbz", "show/film.mp4"}
    table = pd.read_csv(results / "episodes.csv").set_index("file")
    assert table.loc["show/ep03/Thumbs.db", "verdict"].startswith("left out: ")
    assert (table["verdict"] == "ok").sum() == 3
    shard = results / "dataset/rgb/training-0.h5"
    before = shard.read_bytes()

    assert "Nothing to be done" in done(workflow, "--dry-run")
    os.utime(show / "ep03/03.jpg")
    assert taken(done(workflow, "--dry-run")) == {"ep03"}
    comics = CONFIG.replace("stride: 2", "stride: 2, picture_stride: 3")
    assert taken(done(workflow, "--dry-run", config=comics)) == {"ep03", "ep08"}
    videos = CONFIG.replace("stride: 2", "stride: 3")
    assert taken(done(workflow, "--dry-run", config=videos)) == {"film", "ep03"}
    done(workflow, "--until", "write_shard")
    assert shard.read_bytes() == before, "the pictures are the same"
    other = workflow.run(config=CONFIG.replace("show", str(footage / "comic/pages")))
    assert other.returncode == 1
    assert "was made from `episodes: show` (3 episodes, such as ep03)" in other.stdout


def taken(said: str) -> set[str]:
    """The episodes that a dry run would extract."""
    return set(re.findall(r"output: results/frames/(.*)\.h5", said))
