"""Figures 6 and 10 to 14 as the stages draw them: which pictures, in which row, of which name."""

import json
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from saved_figures import picture, saved_figure, texts

from chromacel.dataset.episode_files import create_frames, write_frame
from chromacel.figures.grids import error_maps
from chromacel.figures.unseen import MOST_PIXELS
from chromacel.files.hdf5 import created_h5, write_array
from chromacel.pictures.pixels import Frames
from chromacel.pictures.writing import write_picture
from chromacel.stages import plot_comparison, plot_dataset, plot_failures, plot_samples, plot_unseen

EPISODES, INDICES = ["a", "a", "b"], [0, 50, 0]
SOURCES = {
    "a": "A <film>.mp4",
    "b": "One of a name that is longer than any figure has.mkv",
}  # by slug
LONG = "One of a name that is longer than\nany figure has"
NAMES = ["A <film>\nframe 0", "A <film>\nframe 50", f"{LONG}\nframe 0"]
RNG = np.random.default_rng(1)
PICTURES = {
    "rgb": RNG.integers(0, 256, (3, 18, 32, 3), np.uint8),
    "gray": RNG.integers(0, 256, (3, 18, 32), np.uint8),
    "edge": RNG.integers(0, 256, (3, 18, 32), np.uint8),
}
COLORED = {model: RNG.integers(0, 256, (3, 18, 32, 3), np.uint8) for model in ("convnet", "gan")}


def write_pictures(path: Path, pictures: dict[str, Frames], **attributes: object) -> Path:
    with created_h5(path) as file:
        file["episode"] = np.array(EPISODES, h5py.string_dtype())
        write_array(file, "index", INDICES)
        write_array(file, "time", [0.0, 2.0, 0.0])
        for name, frames in pictures.items():
            create_frames(file, name, frames.shape)
            for row, frame in enumerate(frames):
                write_frame(file[name], row, frame)
        texts = [json.dumps({"episode": key, "source_name": SOURCES[key]}) for key in SOURCES]
        file.create_dataset("provenance", data=texts, dtype=h5py.string_dtype())
        file.attrs.update(attributes)
    return path


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    return write_pictures(tmp_path / "test-0.h5", PICTURES)


@pytest.fixture
def colored(tmp_path: Path) -> list[Path]:
    return [
        write_pictures(
            tmp_path / model / "colored.h5", {"rgb": rgb}, model=model, condition="edge", seed=1
        )
        for model, rgb in COLORED.items()
    ]


def rows(figure: Figure) -> dict[str, list[Frames]]:
    """The pictures, three to a row, by the row's name."""
    return {
        axis.get_ylabel(): [picture(each) for each in figure.axes[place : place + 3]]
        for place, axis in enumerate(figure.axes)
        if place % 3 == 0
    }


def assert_rows(figure: Figure, expected: dict[str, Frames]) -> None:
    shown = rows(figure)
    assert list(shown) == list(expected)
    for name, pictures in expected.items():
        assert np.array_equal(shown[name], pictures), name


def columns(figure: Figure) -> list[str]:
    return [axis.get_xlabel() for axis in figure.axes[-3:]]


def test_the_dataset_is_shown_in_color_grayscale_and_edges(tmp_path: Path, shard: Path) -> None:
    figure = saved_figure(plot_dataset.main, tmp_path / "a.png", shards=[shard])
    expected = {"Color": "rgb", "Grayscale": "gray", "Edges": "edge"}
    assert_rows(figure, {row: PICTURES[name] for row, name in expected.items()})
    assert columns(figure) == NAMES
    assert figure.get_suptitle().startswith("Figure 6: ")


def test_a_comparison_shows_input_both_models_and_truth(
    tmp_path: Path, shard: Path, colored: list[Path]
) -> None:
    flags = {"condition": "edge", "samples": 3, "colored": colored, "test": [shard]}
    figure = saved_figure(plot_comparison.main, tmp_path / "a.png", **flags)
    models = {"ConvNet": COLORED["convnet"], "GAN": COLORED["gan"]}
    assert_rows(figure, {"Input": PICTURES["edge"], **models, "Truth": PICTURES["rgb"]})
    assert columns(figure) == NAMES
    assert figure.get_suptitle() == "Figure 11: test frames colored from edges"


def test_samples_show_a_models_error_and_its_l1(
    tmp_path: Path, shard: Path, colored: list[Path]
) -> None:
    flags = {"samples": 3, "colored": colored[1], "test": [shard]}
    figure = saved_figure(plot_samples.main, tmp_path / "a.png", **flags)
    errors = np.abs(COLORED["gan"].astype(float) - PICTURES["rgb"]).mean(axis=3)
    others = {"Error": error_maps(errors), "Truth": PICTURES["rgb"]}
    assert_rows(figure, {"Input": PICTURES["edge"], "Colored": COLORED["gan"], **others})
    distances = [f"L1 {error.mean():.1f}" for error in errors]
    assert columns(figure) == ["\n".join(pair) for pair in zip(NAMES, distances, strict=True)]
    assert figure.get_suptitle() == "Test frames colored by GAN from edges"


def test_failures_of_a_kind_are_in_the_figure_of_its_name(
    tmp_path: Path, shard: Path, colored: list[Path]
) -> None:
    table = pd.DataFrame(
        {
            "kind": ["flat", "worst", "worst", "worst", "worst"],
            "episode": ["b", "b", "a", "a", "b"],
            "index": [0, 0, 50, 0, 0],
            "score": [9, 8, 7, 6, 5],
            "boxes": "",
            "model": "gan",
            "condition": "edge",
        }
    )
    table.to_csv(tmp_path / "failures.csv", index=False)
    order = [2, 1, 0]
    flags = {"colored": colored, "test": [shard]}
    failures, worst = tmp_path / "failures.csv", [tmp_path / "worst.png"]
    figure = saved_figure(plot_failures.main, failures, figures=worst, **flags)
    models = {f"{name} from\nedges": COLORED[name.lower()][order] for name in ("ConvNet", "GAN")}
    assert_rows(figure, {"Truth": PICTURES["rgb"][order], **models})
    assert columns(figure) == [f"{NAMES[place]}\nGAN from edges" for place in order]
    assert figure.get_suptitle() == "The frames furthest from the truth"
    none = saved_figure(plot_failures.main, failures, figures=[tmp_path / "caption.png"], **flags)
    words = ["Figure 14: captions", "The rule finds none in the test split."]
    assert [text.get_text() for text in texts(none)] == words


def test_the_users_pictures_have_their_full_size_beside_the_small_one(tmp_path: Path) -> None:
    report = tmp_path / "pictures.csv"
    names, sizes = ["one", "絵"], [(30, 40), (20, 2 * MOST_PIXELS)]
    lines = ["picture,file,width,height,mode,verdict"]
    folders = [tmp_path / condition for condition in ("gray", "edge")]
    made = {}
    for name, (height, width) in zip(names, sizes, strict=True):
        own = RNG.integers(0, 256, (height, width, 3)).astype(np.uint8)
        write_picture(tmp_path / f"{name}.png", own, {})
        lines.append(f"{name},{tmp_path / name}.png,,,,ok")
        for folder in folders:
            about = {"model": "gan", "condition": folder.name}
            for below, shape in (("", (9, 16, 3)), ("full_size", own.shape)):
                made[folder.name, below, name] = RNG.integers(0, 256, shape).astype(np.uint8)
                path = folder / below / f"{name}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                write_picture(path, made[folder.name, below, name], about)
    report.write_text("\n".join(lines))
    figure = saved_figure(plot_unseen.main, tmp_path / "a.png", report, colored=folders)
    shown = {axis.get_ylabel(): picture(axis) for axis in figure.axes if axis.get_ylabel()}
    gray, full, edge = (
        "GAN from\ngrayscale",
        "GAN from\ngrayscale,\nat full size",
        "GAN from\nedges",
    )
    assert list(shown) == ["Picture", gray, full, edge]
    assert np.array_equal(shown[gray], made["gray", "", "one"])
    assert np.array_equal(shown[full], made["gray", "full_size", "one"])
    assert np.array_equal(shown[edge], made["edge", "", "one"])
    assert picture(figure.axes[1]).shape == (10, MOST_PIXELS, 3)  # no more than can be seen
