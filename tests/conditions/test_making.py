"""A model sees a picture as it saw the training's frames."""

from dataclasses import replace

import numpy as np
import pytest

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.conditions.making import Making, condition_of
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings, detect_edges
from chromacel.pictures.grayscale import grayscale

EDGES = EdgeSettings(100, 200, 3)
SMALL = DownsamplingSettings(36, 64)
MAKING = Making((72, 128), EDGES, SMALL)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_picture_goes_the_way_of_the_trainings_frames(condition: Condition) -> None:
    frame = (
        np.random.default_rng(0).integers(0, 256, (9, 16, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    )
    gray = grayscale(frame[None])
    expected = downsample(gray if condition == "gray" else detect_edges(gray, EDGES), SMALL)[0]
    assert np.array_equal(condition_of(frame, condition, MAKING), expected)


def test_settings_of_steps_make_the_same_way() -> None:
    steps = {
        "frames": {"stride": 10, "height": 72, "width": 128, "fit": "crop", "trim_bars": False},
        "edges": {"low": 100, "high": 200, "aperture": 3},
        "downsampling": {"height": 36, "width": 64},
    }
    assert Making.of_steps(steps, "edge") == MAKING
    del steps["edges"]  # which a model that sees grayscale does not depend on
    assert Making.of_steps(steps, "gray") == replace(MAKING, edges=None)
