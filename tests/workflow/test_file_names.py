"""Files of any name and of any kind in a folder, through the workflow."""

import os
import re
import subprocess
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from chromacel.files.names import file_name, output_name, slug
from conftest import Workflow

PLAIN = ["--help.mp4", "plain.mp4", "no suffix", "Episode 1.5", "Episode 1.6"]
VIDEOS = [
    *("-ep1.mp4", *PLAIN),
    *("x" * 251 + ".mp4", "絵" * 83 + "ab.mp4", "Pilot <extended>.mp4", "<temp>.mp4"),
    *("<results> {2}.mp4", "{episode}.mp4"),
]
PICTURES = ["-p.png", "<temp>.png", "{2}.png", "絵.png", "x" * 251 + ".png"]
OTHERS = ["notes {1}.txt", "sub.srt", "poster.jpg"]
CONFIG = """
episodes: show
unseen: pictures
frames: {stride: 1}
split: {training_shards: 1}
models: [convnet]
conditions: [gray]
"""


@pytest.fixture
def show(tmp_path: Path, clip: Path) -> Workflow:
    workflow = Workflow.new(tmp_path / "project")
    for folder, names in (("show", [*VIDEOS, *OTHERS]), ("pictures", [*PICTURES, "notes.txt"])):
        (workflow.folder / folder).mkdir()
        for name in names:
            (workflow.folder / folder / name).touch()
    for name in VIDEOS:
        (workflow.folder / "show" / name).write_bytes(clip.read_bytes())
    gray = Image.fromarray(np.arange(64 * 48, dtype=np.uint8).reshape(48, 64))
    for name in PICTURES:
        gray.save(workflow.folder / "pictures" / name)
    return workflow


def done(workflow: Workflow, *words: str) -> str:
    run = workflow.run(*words, config=CONFIG)
    assert run.returncode == 0, run.stdout
    return run.stdout


def planned(workflow: Workflow, *targets: str) -> set[str]:
    said = done(workflow, "--dry-run", "--", *targets)
    return set(re.findall(r"^(?:local)?rule (\w+):", said, re.M))


def test_all_jobs_of_any_names_are_planned(show: Workflow) -> None:
    said = done(show, "--dry-run")
    assert said.count("rule extract_frames:") == len(VIDEOS)
    slugs = {slug(file_name(Path(name))) for name in VIDEOS}
    assert set(re.findall(r"log: results/logs/extract_frames/(.*)\.log", said)) == slugs


def test_each_file_of_a_folder_has_its_row(show: Workflow) -> None:
    done(show, "--", "results/episodes.csv", "results/unseen/pictures.csv")
    table = pd.read_csv(show.folder / "results/episodes.csv", keep_default_na=False)
    table["name"] = table["name"].str.removeprefix("'")  # which no formula has
    found = {Path(row["file"]).name: row for row in table.to_dict("records")}
    assert found.keys() == {*VIDEOS, *OTHERS}
    for name in VIDEOS:
        true = file_name(Path(name))
        row = found[name]
        assert (row["verdict"], row["name"], row["episode"]) == ("ok", true, slug(true))
    for name in OTHERS:
        assert (found[name]["name"], found[name]["episode"]) == (name, "")
        assert found[name]["verdict"].startswith("left out: .")
    table = pd.read_csv(show.folder / "results/unseen/pictures.csv")
    names = table["picture"].str.removeprefix("'")
    pictures = dict(zip(table["file"], names, strict=True))
    assert pictures == {
        **{f"pictures/{name}": output_name(file_name(Path(name))) for name in PICTURES},
        "pictures/notes.txt": "notes.txt",
    }
    assert set(table["verdict"]) == {"ok", "left out: .txt is no suffix of a picture"}


def test_a_changed_file_is_read_again_even_if_snakemake_cannot_watch_it(show: Workflow) -> None:
    files = {name: f"results/frames/{slug(name)}.h5" for name in ("plain", "<temp>")}
    targets = ("results/unseen/pictures.csv", *files.values())
    done(show, "--", *targets)
    assert planned(show, *targets) == set()
    for name, file in files.items():
        with h5py.File(show.folder / file) as frames:
            assert frames.attrs["source_name"] == f"{name}.mp4"
        video = show.folder / f"show/{name}.mp4"
        video.write_bytes(video.read_bytes() + b"\0")  # other bytes, for they are compared
        os.utime(video)
        assert planned(show, *targets) == {"extract_frames"}
        done(show, "--", *targets)
        assert planned(show, *targets) == set()
    (show.folder / "pictures/{2}.png").write_bytes(b"no picture")
    assert planned(show, *targets) == {"check_pictures"}
    (show.folder / "show/more.txt").touch()
    assert planned(show, "results/episodes.csv", *targets) == {"check_episodes", "check_pictures"}


@pytest.mark.long
def test_names_come_back_in_figures_card_report_and_colored_pictures(show: Workflow) -> None:
    for name in PLAIN:
        (show.folder / "show" / name).unlink()
    done(show)
    results = show.folder / "results"
    report, card = ((results / name).read_text() for name in ("report.html", "dataset/card.html"))
    assert "<bdi>Pilot &lt;extended&gt;</bdi><br><code>Pilot-extended-" in card
    names = re.findall(r'"episode": "(.*?)"', report)
    assert "Pilot \\u003cextended\\u003e" in names
    assert not [name for name in names if re.search("-[0-9a-f]{12}$", name)]
    colored = {path.name for path in (results / "unseen/convnet/gray/1").glob("*.png")}
    assert colored == {f"{output_name(file_name(Path(name)))}.png" for name in PICTURES}
    assert "Nothing to be done" in done(show, "--dry-run")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"edges: {low: 1}\nunseen: none\nedges: {low: 2}\n",
            "gives `edges` twice, in lines 1 and 3: keep one.",
        ),
        ("episodes: show\n".encode("utf-16"), "is in UTF-16 or not Unicode: save it in UTF-8."),
        ("episodes: café\n".encode("latin-1"), "is in UTF-16 or not Unicode: save it in UTF-8."),
        (b"a: [1\nb: {", "is not valid YAML in line 2: did not find expected ',' or ']'."),
        (b"only words\n", "has no settings, such as `episodes: my show`."),
    ],
)
@pytest.mark.parametrize("name", ["own.yaml", "config.yaml"])
def test_a_config_that_would_be_misread_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    workflow = Workflow.new(tmp_path / "project")
    (workflow.folder / name).write_bytes(content)
    run = workflow.run("--dry-run", *(["--configfile", name] if name == "own.yaml" else []))
    assert run.returncode == 1
    assert len(re.findall("^Error: ", run.stdout, re.M)) == 1
    assert re.search(rf"^Error: .*{name} {re.escape(sentence)}$", run.stdout, re.M), run.stdout
    assert "Traceback" not in run.stdout


def test_a_config_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    workflow = Workflow.new(tmp_path / "project")
    (workflow.folder / "own.yaml").write_bytes("episodes: 絵\n".encode("utf-8-sig"))
    said = workflow.run("--dry-run", "--configfile", "own.yaml").stdout
    assert "Error: `episodes: 絵` names no file or folder that exists" in said


def test_a_locale_that_is_not_utf_8_works_or_is_one_sentence(
    show: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    show.is_forked = False  # Python reads these when it starts
    monkeypatch.setenv("LC_ALL", "C")  # of which Python makes UTF-8, unless it is told not to
    assert done(show, "--dry-run").count("rule extract_frames:") == len(VIDEOS)
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    run = show.run("--dry-run", config="unseen: none")
    assert run.returncode == 1
    assert re.search(
        r"^Error: The locale's encoding is ascii, .*: put PYTHONUTF8=1", run.stdout, re.M
    )
    assert "Traceback" not in run.stdout


@pytest.mark.long
def test_japanese_names_in_a_japanese_locale_are_read_in_utf_8(
    show: Workflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["localedef", "-f", "EUC-JP", "-i", "ja_JP", str(tmp_path / "ja_JP.eucJP")]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("localedef cannot make a locale here")
    show.is_forked = False
    monkeypatch.setenv("LOCPATH", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "ja_JP.eucJP")
    run = show.run("--dry-run", config="unseen: none")
    assert re.search("^Error: The locale's encoding is euc_jp", run.stdout, re.M), run.stdout
    monkeypatch.setenv("PYTHONUTF8", "1")
    done(show, "--", "results/episodes.csv", "results/unseen/pictures.csv")
    assert "絵" * 83 in (show.folder / "results/episodes.csv").read_text(encoding="utf-8")
