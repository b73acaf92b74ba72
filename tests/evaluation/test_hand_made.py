"""The baseline of hand-made features: what it sees, learns and leaves as it is."""

from pathlib import Path

import numpy as np
import pytest
import torch

from chromacel.dataset.episode_files import write_frames
from chromacel.dataset.shards import Split, open_split
from chromacel.evaluation.hand_made import (
    FEATURES,
    colored,
    features_of,
    train_network,
    with_luma,
)
from chromacel.files.hdf5 import created_h5
from chromacel.pictures.grayscale import grayscale

RNG = np.random.default_rng(0)


@pytest.fixture
def split(tmp_path: Path) -> Split:
    """Twelve pictures: stripes that run across are reddish, those that run down bluish, both of the
    same two grays, so that a gray level alone tells nothing."""
    return open_split([shard(tmp_path / "training.h5", 12)])


def shard(path: Path, number: int) -> Path:
    rgb = np.stack([stripes(*RNG.integers(0, 8, 2)) for _ in range(number)])
    with created_h5(path) as file:
        write_frames(file, "rgb", [rgb])
        write_frames(file, "gray", [grayscale(rgb)])
    return path


def stripes(across: int, down: int) -> np.ndarray:
    rows, columns = np.indices((48, 96))
    is_left = columns < 48
    place = np.where(is_left, rows + across, columns + down)
    gray = np.where(place // 4 % 2, 140, 90).astype(np.uint8)
    chroma = np.stack([np.where(is_left, 0.2, -0.1), np.where(is_left, -0.1, 0.2)])
    return with_luma(gray, chroma.astype(np.float32))


def test_a_pixels_features_are_its_patch_and_its_descriptor() -> None:
    gray = RNG.integers(0, 256, (20, 30), np.uint8)
    found = features_of(gray)
    assert (found.shape, found.dtype) == ((20, 30, FEATURES), np.float32)
    assert FEATURES == 49 + 32
    patch = gray[6:13, 9:16] / 255 - 0.5
    assert np.allclose(found[9, 12, :49], patch.ravel(), atol=1e-6)
    assert np.allclose(np.linalg.norm(found[..., 49:], axis=2), 1, atol=1e-5)


def test_it_learns_what_no_gray_level_tells(split: Split) -> None:
    network = train_network(split)
    truth = stripes(1, 6)
    gray = grayscale(truth[None])
    [found] = colored(network, gray)
    inner = np.s_[8:40, np.r_[8:40, 56:88]]
    error = np.abs(found[inner].astype(int) - truth[inner]).mean()
    as_gray = np.abs(gray[0][..., None][inner].astype(int) - truth[inner]).mean()
    assert error < 0.3 * as_gray


def test_luma_stays_the_inputs() -> None:
    gray = RNG.integers(0, 256, (40, 50), np.uint8)
    chroma = RNG.normal(0, 0.5, (2, 40, 50)).astype(np.float32)
    found = with_luma(gray, chroma)
    assert np.abs(grayscale(found[None])[0].astype(int) - gray).max() <= 1
    assert (found.max(axis=2) > gray).mean() > 0.5


def test_it_is_the_same_each_time_and_changes_no_random_numbers(split: Split) -> None:
    gray, threads = split.pictures("gray", np.arange(2)), torch.get_num_threads()
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    once = colored(train_network(split), gray)
    assert torch.equal(torch.rand(3), expected)
    torch.set_num_threads(threads + 1)
    again = colored(train_network(split), gray)
    assert torch.get_num_threads() == threads + 1
    torch.set_num_threads(threads)
    assert np.array_equal(once, again)
