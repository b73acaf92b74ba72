"""A user's own pictures: which there are, as models see them, and as they come back."""

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from chromacel.coloring.full_size import with_chroma
from chromacel.coloring.pictures import colored_picture
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making, condition_of, shape_of_area
from chromacel.demo.pictures import demo_picture
from chromacel.errors import InputError
from chromacel.files.whole import whole_folder
from chromacel.jobs.sources import DEMO_PICTURES, find_pictures
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Generator
from chromacel.models.recipes import GanSettings
from chromacel.models.weights import Description, load_model, save_model
from chromacel.pictures.downsampling import DownsamplingSettings
from chromacel.pictures.edges import EdgeSettings
from chromacel.pictures.grayscale import grayscale
from conftest import Stage

EDGES = EdgeSettings(100, 200, 3)
SMALL = DownsamplingSettings(36, 64)
MAKING = Making((72, 128), EDGES, SMALL)


def noise(height: int, width: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    rough = rng.integers(30, 220, (height // 8 + 1, width // 8 + 1, 3), np.uint8)
    return np.asarray(rough.repeat(8, 0).repeat(8, 1)[:height, :width])


def test_pictures_are_the_demos_none_or_the_users_own(tmp_path: Path) -> None:
    assert find_pictures("none") == {}
    assert list(find_pictures("demo")) == list(DEMO_PICTURES)
    for name in ("ページ 1.PNG", "it's.webp", ".hidden.png", "notes.txt", "film.mp4"):
        (tmp_path / name).touch()
    assert set(find_pictures(str(tmp_path))) == {"ページ 1", "it's"}
    assert set(find_pictures(str(tmp_path / "*.webp"))) == {"it's"}
    assert set(find_pictures([str(tmp_path / "ページ 1.PNG")])) == {"ページ 1"}
    with pytest.raises(InputError, match=r"`unseen: .*/none` names no file or folder"):
        find_pictures(str(tmp_path / "none"))


def test_pictures_of_one_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    for name in ("a.png", "a.jpg"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=r"pictures .*a\.jpg and .*a\.png have the same name"):
        find_pictures(str(tmp_path))


@pytest.mark.parametrize("name", DEMO_PICTURES)
def test_the_demos_pictures_are_the_same_each_time_and_another_shows(name: str) -> None:
    one, again, other = (demo_picture(name, seed) for seed in (2, 2, 3))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.ndim == 2
    assert one.std() > 30


@pytest.mark.parametrize("size", [(1, 1), (3, 48), (160, 10), (1170, 830), (720, 1280)])
def test_every_shape_is_colored_at_the_area_of_training(size: tuple[int, int]) -> None:
    generator = Generator(1 / 64).eval()
    for condition in CONDITIONS:
        seen = condition_of(noise(*size), condition, MAKING)
        assert seen.shape == shape_of_area(noise(*size), 36 * 64)
        assert 0.85 < seen.size / (36 * 64) < 1.15
        assert np.log(seen.shape[0] / seen.shape[1] * size[1] / size[0]) == pytest.approx(
            0, abs=0.1
        )
        colors = predict_colors(generator, torch.from_numpy(seen[None]))
        assert colors.shape == (1, *seen.shape, 3)


def test_a_recolored_picture_has_its_own_luma_and_the_models_chroma() -> None:
    picture = noise(600, 400)
    colors = np.full((36, 24, 3), (150, 120, 100), np.uint8)
    result = with_chroma(picture, colors)
    luma, own = (grayscale(rgb[None])[0] for rgb in (result, picture))
    assert np.array_equal(luma, own)
    middle = (own > 60) & (own < 200)
    difference = result[..., 0].astype(int) - result[..., 2]
    assert 48 <= difference[middle].min() <= difference[middle].max() <= 52
    assert np.array_equal(with_chroma(picture, colors[:1, :1])[0], result[0])


STEPS = {
    "frames": {"height": 72, "width": 128},
    "edges": asdict(EDGES),
    "downsampling": asdict(SMALL),
}


def write_weights(path: Path, condition: str, making: dict[str, dict[str, int]] = STEPS) -> Path:
    torch.manual_seed(0)
    settings = asdict(GanSettings(1, 4, 2e-4, 1 / 64, False, 0.5, 100))
    description = Description("gan", condition, 1, settings, [making], (36, 64), {}, {}, "", {})
    save_model(path, Generator(1 / 64).state_dict(), description)
    return path


def test_pictures_come_back_in_color(tmp_path: Path, stage: Stage) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    names = ["page 1", "絵 'a' \"b\"", "a" * 60]
    for name, size in zip(names, [(90, 60), (60, 90), (64, 64)], strict=True):
        Image.fromarray(noise(*size)).save(folder / f"{name}.png")
    (folder / "text.png").write_text("no picture")
    report, colored = tmp_path / "pictures.csv", []
    words = ("--pictures", list(folder.iterdir()), "--left-out", [])
    how = ("--device", "cpu", "--kept", tmp_path / "kept")
    assert stage("check_pictures", report, *words).returncode == 0
    for condition in CONDITIONS:
        colored.append(tmp_path / f"gan/{condition}/1")
        weights = write_weights(tmp_path / f"{condition}.safetensors", condition)
        done = stage("color_pictures", weights, report, colored[-1], *how)
        assert done.returncode == 0, done.stderr
        assert {path.stem for path in colored[-1].glob("*.png")} == set(names)
        assert not list(colored[-1].parent.glob(".*"))
        with Image.open(colored[-1] / "page 1.png") as picture:
            assert picture.size == (39, 59)
            assert picture.info["condition"] == condition
    with Image.open(colored[0] / "full_size" / "page 1.png") as picture:
        assert picture.size == (60, 90)
    assert not (colored[1] / "full_size").exists()
    before = {path: path.read_bytes() for path in colored[1].glob("*.png")}
    done = stage("color_pictures", weights, report, colored[1], *how)
    assert done.returncode == 0
    assert "Made before with the same settings: taken from" in done.stdout
    assert {path: path.read_bytes() for path in colored[1].glob("*.png")} == before
    figure = tmp_path / "figure.png"
    done = stage("plot_unseen", figure, report, "--colored", *colored)
    assert done.returncode == 0, done.stderr
    with Image.open(figure) as picture:
        assert picture.width > 900

    (folder / "page 1.png").write_bytes(b"")  # since it was checked
    done = stage("color_pictures", weights, report, colored[1], *how)
    assert done.returncode == 1
    assert "page 1.png is damaged, or no picture" in done.stderr
    assert {path: path.read_bytes() for path in colored[1].glob("*.png")} == before
    assert not list(colored[1].parent.glob(".*"))


@pytest.mark.parametrize("lacking", STEPS)
def test_weights_that_do_not_say_how_pictures_are_made_color_none(
    tmp_path: Path, lacking: str
) -> None:
    making = {step: settings for step, settings in STEPS.items() if step != lacking}
    model = load_model(write_weights(tmp_path / "w.safetensors", "edge", making))
    with pytest.raises(InputError, match=rf"does not say how its pictures were made \('{lacking}'"):
        colored_picture(model, noise(60, 90))


def test_real_pages_keep_their_shape(footage: Path) -> None:
    pictures = find_pictures(str(footage / "manga"))
    assert len(pictures) >= 6
    for path in pictures.values():
        with Image.open(path) as page:
            rgb = np.asarray(page.convert("RGB"))
        for condition in CONDITIONS:
            seen = condition_of(rgb, condition, MAKING)
            assert seen.shape == (57, 40)
            assert seen.std() > 20


def test_what_a_killed_process_left_of_a_folder_is_removed(tmp_path: Path) -> None:
    killed = (
        "import os, sys; from chromacel.files.whole import *\n"
        "with whole_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half.png').write_text('half'); os.kill(os.getpid(), 9)"
    )
    path = tmp_path / "colored"
    subprocess.run([sys.executable, "-c", killed, path], check=False)
    assert [left.suffix for left in tmp_path.iterdir()] == [".part"]
    with whole_folder(path) as folder:
        (folder / "whole.png").write_text("whole")
    assert list(tmp_path.iterdir()) == [path]
