"""Colors from hand-made features: the baseline of the time before networks saw whole pictures.

As Cheng, Yang and Sheng (Deep Colorization, 2015): of each pixel, a patch of gray values and a
DAISY descriptor; a small network makes its chroma of them; a joint bilateral filter, guided by the
gray, smooths it. Luma stays the input's. Left out are their third features, which a network trained
on labelled photographs makes, and their one network for each kind of scene.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import mse_loss

from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import Split
from chromacel.machine.progress import counted
from chromacel.machine.threads import one_thread
from chromacel.pictures.bilateral import joint_bilateral
from chromacel.pictures.grayscale import UNIT, WEIGHTS
from chromacel.pictures.pixels import Frames, Picture

PATCH = 7  # pixels of a side
REACH = 8  # of a descriptor, in pixels
DAISY = {"rings": 1, "histograms": 3, "orientations": 8}  # 4 histograms of 8 directions, as theirs
FEATURES = PATCH**2 + (1 + DAISY["rings"] * DAISY["histograms"]) * DAISY["orientations"]
HIDDEN = FEATURES // 2
PICTURES, PIXELS = 48, 1024  # that it is trained on, and pixels in each
EPOCHS, BATCH, RATE = 24, 512, 2e-3
RADIUS, SPACE, LEVEL = 5, 3.0, 8.0  # of the smoothing: pixels, pixels, gray levels
PixelNetwork = nn.Sequential
LUMA = WEIGHTS[0] / np.float32(UNIT)  # shares of red, green and blue in it


def train_network(split: Split) -> PixelNetwork:
    """Features of a pixel (n, FEATURES) to chroma (n, 2), by the mean squared difference, from some
    pixels of the split: the same ones, and the same network, each time."""
    random = np.random.default_rng(0)
    features, chroma = [], []
    places = spread_positions(len(split), PICTURES)
    for place in counted(places, len(places), "pictures to take features of"):
        number = np.array([place])
        [gray], [rgb] = split.pictures("gray", number), split.pictures("rgb", number)
        pixels = random.choice(gray.size, min(PIXELS, gray.size), replace=False)
        features.append(features_of(gray).reshape(-1, FEATURES)[pixels])
        chroma.append(_chroma(rgb).reshape(2, -1).T[pixels])
    inputs, goals = (torch.from_numpy(np.concatenate(parts)) for parts in (features, chroma))
    with _repeatable():
        network = nn.Sequential(
            *(nn.Linear(FEATURES, HIDDEN), nn.ReLU()),
            *(nn.Linear(HIDDEN, HIDDEN), nn.ReLU()),
            *(nn.Linear(HIDDEN, HIDDEN), nn.ReLU()),
            nn.Linear(HIDDEN, 2),
        )
        optimizer = torch.optim.Adam(network.parameters(), RATE, fused=True)
        for _ in range(EPOCHS):
            for batch in torch.split(torch.randperm(len(inputs)), BATCH):
                optimizer.zero_grad()
                torch.autograd.backward(mse_loss(network(inputs[batch]), goals[batch]))
                optimizer.step()
    return network


def colored(network: PixelNetwork, gray: Frames) -> Frames:
    """Colors (n, h, w, 3) of grayscale pictures (n, h, w)."""
    return np.stack([_colored(network, picture) for picture in gray])


def features_of(gray: Picture) -> NDArray[np.float32]:
    """Of each pixel (h, w, FEATURES): the gray values around it, and its DAISY descriptor."""
    from skimage.feature import daisy  # here, since importing it takes a while

    values = gray.astype(np.float32) / 255
    features = np.empty((*gray.shape, FEATURES), np.float32)
    around = np.pad(values - np.float32(0.5), PATCH // 2, "edge")
    patches = np.lib.stride_tricks.sliding_window_view(around, (PATCH, PATCH))
    features[..., : PATCH**2] = patches.reshape(*gray.shape, PATCH**2)
    features[..., PATCH**2 :] = daisy(  # type: ignore[no-untyped-call]
        np.pad(values, REACH, "symmetric"), 1, REACH, normalization="l2", **DAISY
    )
    return features


def with_luma(gray: Picture, chroma: NDArray[np.float32]) -> Picture:
    """Colors (h, w, 3) of this luma (h, w), up to rounding, and of this chroma (2, h, w); or of as
    much of it as there is a color with."""
    red, blue = chroma
    green = -(LUMA[0] * red + LUMA[2] * blue) / LUMA[1]
    offsets = np.stack((red, green, blue), axis=-1)
    luma = gray[..., None] / np.float32(255)
    room = np.where(offsets > 0, 1 - luma, luma) / np.maximum(np.abs(offsets), 1e-6)
    colors = luma + offsets * np.minimum(room.min(axis=-1, keepdims=True), 1)
    return np.asarray(np.rint(255 * colors).clip(0, 255), np.uint8)


def _colored(network: PixelNetwork, gray: Picture) -> Picture:
    features = torch.from_numpy(features_of(gray)).reshape(-1, FEATURES)
    with _repeatable(), torch.inference_mode():
        chroma = network(features).T.reshape(2, *gray.shape).numpy()
    return with_luma(gray, joint_bilateral(chroma, gray, RADIUS, SPACE, LEVEL))


def _chroma(rgb: Picture) -> NDArray[np.float32]:
    """Red and blue minus luma (2, h, w), as shares of the range of a channel."""
    values = rgb.astype(np.float32) / 255
    luma = values @ LUMA
    return np.stack((values[..., 0] - luma, values[..., 2] - luma))


@contextmanager
def _repeatable() -> Iterator[None]:
    """Random numbers from the same seed each time, and sums in the same order, since one thread
    makes them; both as they were afterwards."""
    with one_thread(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield
