"""Smoothing guided by another picture, against OpenCV's, which is guided by the same one."""

import cv2
import numpy as np

from chromacel.pictures.bilateral import joint_bilateral

RNG = np.random.default_rng(0)


def test_guided_by_itself_it_is_opencvs_bilateral_filter() -> None:
    picture = RNG.integers(0, 256, (30, 41), np.uint8)
    values = picture.astype(np.float32)
    theirs = cv2.bilateralFilter(values, 11, 40, 3, borderType=cv2.BORDER_REPLICATE)
    found = joint_bilateral(values[None], picture, radius=5, space=3, level=40)
    assert np.abs(found[0] - theirs).max() < 0.05


def test_noise_goes_and_the_guides_edge_stays() -> None:
    guide = np.full((20, 40), 50, np.uint8)
    guide[:, 20:] = 200
    clean = np.stack([np.where(guide == 50, -1, 1), np.where(guide == 50, 0.5, 0)])
    noisy = (clean + RNG.normal(0, 0.2, clean.shape)).astype(np.float32)
    found = joint_bilateral(noisy, guide, radius=5, space=3, level=8)
    assert np.abs(found - clean).mean() < 0.3 * np.abs(noisy - clean).mean()
    assert np.abs(found - clean)[:, :, 19:21].max() < 0.3
