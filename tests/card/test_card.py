"""The dataset card: its numbers against a count by hand, its page, its Croissant, bad input."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import h5py
import mlcroissant
import numpy as np
import pandas as pd
import pytest

from chromacel.card import words
from chromacel.card.facts import Counts, DatasetFacts, gather
from chromacel.card.pictures import HUES
from chromacel.conditions.kinds import PICTURES
from chromacel.dataset.episode_files import write_frames, write_provenance
from chromacel.dataset.left_out import LeftOut
from chromacel.dataset.shards import write_shard
from chromacel.dataset.split_settings import SplitSettings
from chromacel.errors import InputError
from chromacel.files.csv_rows import csv_text
from chromacel.files.hdf5 import created_h5
from chromacel.pictures.framing import Framing
from chromacel.stages import describe_dataset

ROOT = Path(__file__).parents[2]
HOSTILE = "<img src=x onerror=alert(1)> & \"ポケ\" '{{ 7 * 7 }}'"
SETTINGS = SplitSettings(
    by="frame",
    repeats="drop",
    seed=3,
    training=8,
    validation=1,
    test=1,
    training_shards=2,
    validation_shards=1,
    test_shards=1,
)
RED, BLUE, GRAY = (255, 0, 0), (0, 0, 255), (90, 90, 90)
# episode, index, scene, duplicate, repeat, split, shard, row, and the picture's color
FRAMES = [
    ("NA", 0, 0, 0, True, "training", 0, 0, RED),
    ("NA", 3, 0, 1, False, "training", 1, 0, RED),
    ("NA", 6, 1, 2, False, "validation", 0, 0, GRAY),
    ("NA", 9, 1, 1, False, "test", 0, 1, BLUE),
    (HOSTILE, 0, 0, 0, True, "dropped", -1, -1, RED),
    (HOSTILE, 3, 0, 3, False, "training", 0, 1, BLUE),
    (HOSTILE, 6, 0, 4, False, "test", 0, 0, GRAY),
    ("gone", 0, 0, 5, True, "dropped", -1, -1, GRAY),
]
LEAKS = [
    ("frame", "NA", 9, "NA", 3, 1.5, True, True),
    ("frame", HOSTILE, 6, "NA", 3, 30.5, False, False),
    ("scene", "NA", 9, "NA", 3, 20.0, False, False),
]
LEFT_OUT = [LeftOut("bad", f"{HOSTILE} 2", "bad.mp4 is <b>damaged</b>: replace it.")]
HEIGHT, WIDTH = 8, 12


class Dataset:
    """The files of the table above."""

    def __init__(self, folder: Path) -> None:
        self.split, self.leakage = folder / "split.csv", folder / "leakage.csv"
        self.card, self.croissant = folder / "card.html", folder / "croissant.json"
        self.left_out = folder / "left_out.csv"
        self.left_out.write_text(csv_text(LeftOut, LEFT_OUT), encoding="utf-8")
        columns = "episode index scene duplicate repeat split shard row color"
        frames = pd.DataFrame(FRAMES, columns=columns.split())
        frames.insert(2, "time", frames["index"] / 24)
        columns = "by episode index nearest_episode nearest_index distance twin identical"
        pd.DataFrame(LEAKS, columns=columns.split()).to_csv(self.leakage, index=False)
        frames.drop(columns="color").to_csv(self.split, index=False)
        episodes = {}
        for number, (name, own) in enumerate(frames.groupby("episode")):
            episodes[str(name)] = folder / f"{number}.h5"
            write_episode(episodes[str(name)], str(name), own)
        self.shards = []
        for (split, shard), rows in frames[frames["shard"] >= 0].groupby(["split", "shard"]):
            for kind in PICTURES:
                self.shards.append(folder / kind / f"{split}-{shard}.h5")
                write_shard(self.shards[-1], rows, kind, episodes)

    def facts(self) -> DatasetFacts:
        return gather(self.split, self.leakage, self.left_out, self.shards, SETTINGS)

    def describe(self) -> str:
        describe_dataset.main(
            self.split,
            self.leakage,
            self.card,
            self.croissant,
            SETTINGS,
            left_out=self.left_out,
            shards=self.shards,
        )
        return self.card.read_text(encoding="utf-8")


def write_episode(path: Path, name: str, frames: pd.DataFrame) -> None:
    pictures = np.array(frames["color"].tolist(), np.uint8)[:, None, None, :]
    pictures = np.broadcast_to(pictures, (len(frames), HEIGHT, WIDTH, 3))
    with created_h5(path) as file:
        file["index"], file["time"] = frames["index"].to_numpy(), frames["time"].to_numpy()
        for kind in PICTURES:
            write_frames(file, kind, [pictures if kind == "rgb" else pictures[..., 0]])
        source = {"name": f"{name}.mp4", "size": 3_756_504, "sha256": f"{hash_of(name)}"}
        shape = {"width": 24, "height": 16, "codec": "h264", "frame_rate": "24"}
        values = {**source, **shape, "colors": "yuv420p"}
        write_provenance(
            file,
            {f"source_{key}": value for key, value in values.items()}
            | {"bars_top": 2, "bars_bottom": 0, "bars_left": 0, "bars_right": 0}
            | {"framing_cut": 0.25, "framing_padding": 0.0, "framing_stretch": 1.0}
            | {"framing_bars": 0.125}
            | {"stride": 3, "chromacel_version": "0.1.0"}
            | {"settings": json.dumps({"frames": {"stride": 3, "fit": "crop"}})},
        )


def test_the_card_says_what_downsampling_distorts_and_what_little_is_cut_off(
    dataset: Dataset,
) -> None:
    facts = dataset.facts()
    source = facts.provenance["NA"]

    def said(framing: Framing) -> list[str]:
        return words.framing(replace(facts, provenance={"NA": replace(source, framing=framing)}))

    assert said(Framing().downsampled((360, 480), (180, 240))) == [
        "The pictures are whole: nothing was cut off, padded or distorted."
    ]
    assert said(Framing().downsampled((360, 480), (180, 320))) == [
        "In NA, pictures are distorted by 33 % in width."
    ]
    assert said(Framing(cut=0.006)) == [
        "The pictures are whole but for less than 1 % cut off, padded or distorted."
    ]


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path)


def test_counts_are_those_of_a_count_by_hand(dataset: Dataset) -> None:
    facts = dataset.facts()
    assert facts.total == Counts(episodes=3, frames=8, scenes=4, groups=2, alike=4, repeats=3)
    assert facts.counts == {
        "training": Counts(episodes=2, frames=3, scenes=2, groups=2, alike=2, repeats=1),
        "validation": Counts(episodes=1, frames=1, scenes=1, groups=0, alike=0, repeats=0),
        "test": Counts(episodes=2, frames=2, scenes=2, groups=1, alike=1, repeats=0),
        "dropped": Counts(episodes=2, frames=2, scenes=2, groups=1, alike=1, repeats=2),
    }
    assert [facts.got(split) for split in facts.levels] == [3 / 6, 1 / 6, 2 / 6]
    assert [facts.asked(split) for split in facts.levels] == [0.8, 0.1, 0.1]
    assert facts.episodes == {"NA": 4, HOSTILE: 3, "gone": 1}
    assert facts.size == (HEIGHT, WIDTH)
    frame, scene, episode = facts.leaks
    assert (frame.frames, frame.twins, frame.identical, frame.distance) == (2, 1, 1, 16.0)
    assert (scene.frames, scene.twins, scene.identical, scene.distance) == (1, 0, 0, 20.0)
    assert episode.frames == 0


def test_pixels_are_counted_by_level_and_hue(dataset: Dataset) -> None:
    pixels = HEIGHT * WIDTH
    levels = dataset.facts().levels
    red, blue = 0, HUES * 240 // 360
    assert dict(enumerate(levels["training"].hues)) == {
        **dict.fromkeys(range(HUES), 0),
        red: 2 * pixels,
        blue: pixels,
    }
    assert levels["training"].gray[255] == 2 * pixels
    assert levels["training"].gray[0] == pixels
    assert levels["test"].gray[[0, 90]].tolist() == [pixels, pixels]
    assert not levels["validation"].hues.any()
    assert words.colors(levels["validation"]) == "No pixel is colored."


def test_samples_are_named_for_where_they_come_from(dataset: Dataset) -> None:
    samples = dataset.facts().samples
    found = {
        split: [(own.episode, own.index, own.time) for own in samples[split]] for split in samples
    }
    assert found == {
        "training": [("NA", 0, 0.0), (HOSTILE, 3, 0.125), ("NA", 3, 0.125)],
        "validation": [("NA", 6, 0.25)],
        "test": [(HOSTILE, 6, 0.25), ("NA", 9, 0.375)],
    }


def test_hashes_sizes_and_sources_are_right(dataset: Dataset) -> None:
    page, croissant = dataset.describe(), dataset.croissant.read_text(encoding="utf-8")
    files = {entry["@id"]: entry for entry in json.loads(croissant)["distribution"]}
    for path in [*dataset.shards, dataset.split, dataset.leakage]:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert digest in page
        assert f"({path.stat().st_size:,})" in page
        name = str(path.relative_to(dataset.card.parent))
        assert files[name]["sha256"] == digest
        assert files[name]["contentSize"] == f"{path.stat().st_size} B"
    for name in ("NA", HOSTILE):
        assert hash_of(name) in page
        assert hash_of(name) in croissant
    assert hash_of("gone") not in page  # no frame of it is in a shard
    assert "all frames dropped" in page


class Page(HTMLParser):
    """All elements with their attributes, and an error where one is not closed."""

    EMPTY = ("meta", "img", "br", "path", "rect")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_names_its_pictures(dataset: Dataset) -> None:
    page = Page(dataset.describe())
    names = {element["id"] for _, element in page.elements if "id" in element}
    for tag, attributes in page.elements:
        assert tag not in ("script", "link", "iframe")
        for key, value in attributes.items():
            assert not key.startswith("on")
            if key in ("src", "href"):
                assert value and value.startswith(("data:image/jpeg;base64,", "#")), value
            if key == "aria-labelledby":
                assert value and set(value.split()) <= names
        assert tag != "img" or attributes["alt"]
        if tag == "svg":
            assert attributes["role"] == "img"
            assert attributes["aria-labelledby"]
    assert sum(tag == "img" for tag, _ in page.elements) == 6


def test_a_hostile_name_is_shown_and_not_obeyed(dataset: Dataset) -> None:
    page = dataset.describe()
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp;" in page
    assert "{{ 7 * 7 }}" in page
    told = {element["alt"] for tag, element in Page(page).elements if tag == "img"}
    assert {f"Frame 3 of {HOSTILE}", f"Frame 6 of {HOSTILE}"} < told


def test_the_page_says_what_was_left_out_and_what_was_cut_off(dataset: Dataset) -> None:
    page = dataset.describe()
    assert "1 of 4 episodes is left out, since nothing can be taken from it." in page
    assert "bad.mp4 is &lt;b&gt;damaged&lt;/b&gt;: replace it." in page
    assert "25 % of the picture is cut off." in page
    assert "black bars take 12 % of the picture and count as a part of it." in page
    assert "<code>frames.fit</code>" in page


def test_an_impossible_way_to_split_is_said_to_be(dataset: Dataset) -> None:
    page = re.sub(r"\s+", " ", dataset.describe())
    assert "1 of 2 test frames (50 %) has a near-duplicate in training." in page
    assert "None of the 1 test frames has a near-duplicate in training." in page
    assert "No test frame is identical to a training frame." in page
    assert "identical to a training frame, pixel by pixel." in page
    assert "Impossible for this dataset: by episode, one of the splits would be empty" in page


def test_a_second_run_gives_the_same_bytes(dataset: Dataset) -> None:
    dataset.describe()
    before = [path.read_bytes() for path in (dataset.card, dataset.croissant)]
    dataset.shards.reverse()
    dataset.describe()
    assert [path.read_bytes() for path in (dataset.card, dataset.croissant)] == before


def test_mlcroissant_finds_no_error_and_reads_the_tables(dataset: Dataset) -> None:
    dataset.describe()
    read = mlcroissant.Dataset(jsonld=dataset.croissant)
    assert not read.metadata.issues.errors
    frames = list(read.records("frames"))
    assert len(frames) == len(FRAMES)
    names = [record["frames/episode"] for record in frames]  # it takes `NA` for no name
    assert [name and name.decode() for name in names] == [
        None if row[0] == "NA" else row[0] for row in FRAMES
    ]
    assert [record["frames/repeat"] for record in frames] == [row[4] for row in FRAMES]
    [training] = [row for row in read.records("splits") if row["splits/name"] == "training"]
    assert training["splits/frames"] == 3
    assert {row["leaks/by"] for row in read.records("leaks")} == {"frame", "scene"}


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def exchange(path: Path) -> None:
    with h5py.File(path, "r+") as shard:
        shard["index"][...] = shard["index"][()][::-1]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (damage, r"training-0\.h5 is truncated or damaged"),
        (Path.unlink, r"training-0\.h5 does not exist"),
        (exchange, r"training-0\.h5 does not hold the frames that .*split\.csv names"),
    ],
)
def test_a_bad_shard_is_one_sentence(
    dataset: Dataset, change: Callable[[Path], None], sentence: str
) -> None:
    [shard, *_] = (path for path in dataset.shards if path.match("edge/training-0.h5"))
    change(shard)
    with pytest.raises(InputError, match=sentence):
        dataset.describe()
    assert not dataset.card.exists()


def test_a_shard_too_few_or_too_many_is_one_sentence(dataset: Dataset) -> None:
    extra = dataset.shards[0].with_name("test-7.h5")
    shutil.copy(dataset.shards[0], extra)
    dataset.shards.append(extra)
    with pytest.raises(InputError, match=r"names no frame of .*test-7\.h5"):
        dataset.describe()
    dataset.shards = dataset.shards[1:-1]
    with pytest.raises(InputError, match=r"split\.csv names frames of .*rgb/test-0\.h5"):
        dataset.describe()


@pytest.mark.parametrize("name", ["split", "leakage"])
def test_a_bad_table_is_one_sentence(dataset: Dataset, name: str) -> None:
    path = getattr(dataset, name)
    path.write_text("episode,index\nNA,0\n")
    with pytest.raises(InputError, match=rf"{name}\.csv is truncated or damaged"):
        dataset.describe()


def test_shares_are_all_or_nothing_only_where_they_are() -> None:
    said = [words.percent(share).replace("\N{NO-BREAK SPACE}", " ") for share in (0, 1e-9, 0.5)]
    assert said == ["0 %", "below 1 %", "50 %"]
    assert words.percent(0.99999, 1).startswith("over 99.9")
    assert words.percent(1).startswith("100")


def test_a_comic_has_its_pictures_and_no_rate_on_the_card(dataset: Dataset) -> None:
    facts = dataset.facts()
    [one, *others] = facts.provenance
    comic = replace(facts.provenance[one], rate="", codec="JPEG, PNG")
    mixed = replace(facts, provenance={**facts.provenance, one: comic})
    assert words.source_format(comic) == "JPEG, PNG, up to 24 × 16"
    assert "of animation and comics, " in words.dataset_summary(mixed)
    assert words.source_format(facts.provenance[others[0]]) == "h264, 24 × 16, 24 frames a second"
    assert "of animation, " in words.dataset_summary(facts)
    alone = replace(facts, provenance={one: comic})
    assert "of comics, " in words.dataset_summary(alone)
