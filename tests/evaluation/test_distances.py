"""The paper's distances by hand, and the same on a training's device."""

import numpy as np
import pytest
import torch

from chromacel.evaluation.distances import l1, l2, pixel_errors
from chromacel.training.validation import distances_on_device


def test_distances_are_the_papers_per_pixel_and_channel() -> None:
    truth = np.zeros((2, 4, 5, 3), np.uint8)
    predictions = truth.copy()
    predictions[1, ..., 0] = 30
    predictions[1, 0, 0, 1] = 255
    assert l1(predictions, truth).tolist() == pytest.approx([0, (30 * 20 + 255) / 60])
    assert l2(predictions, truth).tolist() == pytest.approx([0, (900 * 20 + 255**2) / 60])
    assert pixel_errors(predictions, truth)[1, 0, :2].tolist() == pytest.approx([95, 10])


def test_a_training_validates_with_the_same_distances() -> None:
    rng = np.random.default_rng(0)
    predictions, truth = rng.integers(0, 256, (2, 70, 8, 9, 3), np.uint8)
    on_device = distances_on_device(torch.from_numpy(predictions), torch.from_numpy(truth))
    for distance, expected in zip(on_device, (l1, l2), strict=True):
        assert distance.numpy() == pytest.approx(expected(predictions, truth), rel=1e-12)
