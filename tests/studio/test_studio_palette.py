"""The colors that the studio offers."""

from pathlib import Path

import numpy as np

from chromacel.files.hdf5 import created_h5
from chromacel.studio.palette import common_colors, show_pictures

RED, PINK, GRAY = (200, 40, 40), (216, 44, 40), (90, 90, 90)


def flat(color: tuple[int, int, int], size: int = 8) -> np.ndarray:
    return np.full((size, size, 3), color, np.uint8)


def test_common_colors_come_first_grays_last_and_similar_ones_once() -> None:
    assert common_colors([flat(GRAY, 32), flat(RED), flat(PINK, 4), flat((10, 200, 10), 16)]) == [
        "#0ac80a",
        "#c82828",
        "#5a5a5a",
    ]
    assert common_colors([]) == []


def test_a_show_is_known_from_its_training(tmp_path: Path) -> None:
    shard = tmp_path / "dataset/rgb/training-0.h5"
    assert show_pictures(tmp_path) == []
    shard.parent.mkdir(parents=True)
    with created_h5(shard) as file:
        file["rgb"] = np.stack([flat(RED), flat(GRAY)])
    assert common_colors(show_pictures(tmp_path)) == ["#c82828", "#5a5a5a"]
    shard.write_bytes(b"damaged")
    assert show_pictures(tmp_path) == []
