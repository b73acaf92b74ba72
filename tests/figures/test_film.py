"""The report's short film: small, the same bytes each time, and true to its frames."""

from pathlib import Path

import av
import numpy as np
import pytest

from chromacel.figures.film import MOST_BYTES, NAME, write_film
from chromacel.pictures.pixels import Frames


@pytest.fixture(scope="module")
def noise() -> Frames:
    """What no codec makes small: 48 frames of 90 × 160."""
    return np.random.default_rng(0).integers(0, 256, (48, 90, 160, 3), np.uint8)


def frames_of(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == 12
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_a_film_shows_each_frame_in_its_colors_beside_the_input(tmp_path: Path) -> None:
    colors = np.zeros((5, 90, 160, 3), np.uint8)
    colors[..., 0] = 60 + 30 * np.arange(5)[:, None, None]
    gray = colors[..., 0] // 2
    lines = [{"Grayscale": gray, "GAN": colors, "Truth": colors}, {"Edges": gray, "GAN": colors}]
    write_film(tmp_path / "film.mp4", lines, 12)
    shown = frames_of(tmp_path / "film.mp4")
    assert [frame.shape for frame in shown] == [(2 * (90 + NAME), 3 * 160, 3)] * 5
    for place, frame in enumerate(shown):
        assert abs(frame[NAME + 45, 240].astype(int) - colors[place, 0, 0]).max() < 8
        assert abs(frame[NAME + 45, 80].astype(int) - gray[place, 0, 0]).max() < 8
        assert frame[-20, -40].min() > 245  # the shorter line ends in white


def test_a_film_is_small_enough_for_a_page_whatever_it_shows(noise: Frames, tmp_path: Path) -> None:
    write_film(tmp_path / "film.mp4", [{"Truth": noise}], 12)
    assert 0 < (tmp_path / "film.mp4").stat().st_size <= MOST_BYTES
    assert len(frames_of(tmp_path / "film.mp4")) == 48


def test_two_films_of_the_same_frames_are_the_same_bytes(noise: Frames, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.mp4", "two.mp4")]
    for path in paths:
        write_film(path, [{"Truth": noise[:4]}], 12)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_film_of_nothing_is_empty(noise: Frames, tmp_path: Path) -> None:
    write_film(tmp_path / "film.mp4", [{"Truth": noise[:0]}], 24)
    assert (tmp_path / "film.mp4").read_bytes() == b""
