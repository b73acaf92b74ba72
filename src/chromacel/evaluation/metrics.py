"""How near colored pictures are to the truth: the paper's distances, and the field's usual ones.

docs/metrics.md has the source of each.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_msssim import ms_ssim, ssim
from skimage.color import deltaE_ciede2000, rgb2lab

from chromacel.evaluation.distances import l1, l2
from chromacel.evaluation.psnr import psnr
from chromacel.machine.processors import processors
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames, Picture
from chromacel.pictures.sharpness import sharpness

MS_SSIM_LEAST = 161  # four halvings leave its window of 11


def measure(colored: Frames, truth: Frames) -> dict[str, NDArray[np.float64]]:
    """Each metric of n pictures, (n,), by its name: (n, h, w, 3) uint8 twice in."""
    with ThreadPoolExecutor(processors()) as threads:
        pictures = list(threads.map(_measure_one, colored, truth))
    return {
        **{name: np.array([values[name] for values in pictures]) for name in pictures[0]},
        **_similarities(colored, truth),
    }


def colorfulness(picture: Picture) -> float:
    """Of an (h, w, 3) uint8 picture (Hasler and Süsstrunk, "Measuring Colourfulness in Natural
    Images", 2003, the metric M̂⁽³⁾): 0 for gray, above 80 for very colorful."""
    red, green, blue = np.moveaxis(picture.astype(np.float64), 2, 0)
    opponents = np.stack([red - green, (red + green) / 2 - blue])
    spread, mean = opponents.std(axis=(1, 2)), opponents.mean(axis=(1, 2))
    return float(np.linalg.norm(spread) + 0.3 * np.linalg.norm(mean))


def brightness(picture: Picture) -> float:
    """Mean luma, 0-255, of an (h, w, 3) uint8 picture."""
    return float(grayscale(picture[None]).mean())


def _measure_one(colored: Picture, truth: Picture) -> dict[str, float]:
    squared = float(l2(colored, truth))
    labs = [rgb2lab(picture.astype(np.float32) / 255) for picture in (colored, truth)]
    steps = deltaE_ciede2000(*labs)  # type: ignore[no-untyped-call]
    colors = colorfulness(colored), colorfulness(truth)
    return {
        "l1": float(l1(colored, truth)),
        "l2": squared,
        "psnr": psnr(squared),
        "ciede2000": steps.mean(),
        "ciede2000_p95": np.percentile(steps, 95),
        "colorfulness": colors[0],
        "colorfulness_error": abs(colors[0] - colors[1]),
        "chroma_error": np.linalg.norm(labs[0][..., 1:] - labs[1][..., 1:], axis=2).mean(),
        "brightness": brightness(colored) - brightness(truth),
        "sharpness": sharpness(colored) - sharpness(truth),
    }


def _similarities(colored: Frames, truth: Frames) -> dict[str, NDArray[np.float64]]:
    pair = [torch.from_numpy(frames).permute(0, 3, 1, 2).float() for frames in (colored, truth)]
    ssims = {"ssim": ssim(*pair, data_range=255, size_average=False).numpy()}
    if min(colored.shape[1:3]) < MS_SSIM_LEAST:
        return {**ssims, "ms_ssim": np.full(len(colored), np.nan)}
    return {**ssims, "ms_ssim": ms_ssim(*pair, data_range=255, size_average=False).numpy()}
