"""Where on the scales of luma and of hue a model errs."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.evaluation.distances import pixel_errors
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.hue import hues
from chromacel.pictures.pixels import Frames

LUMA_BINS = 16
HUE_BINS = 24


class ErrorProfile:
    """Sums of the error (L1) over the pixels of each luma and each hue of the truth."""

    def __init__(self) -> None:
        self.sums = {"luma": np.zeros(LUMA_BINS), "hue": np.zeros(HUE_BINS)}
        self.pixels = {name: np.zeros(len(sums), np.int64) for name, sums in self.sums.items()}

    def add(self, colored: Frames, truth: Frames) -> None:
        """Pictures, (n, h, w, 3) uint8."""
        for one, other in zip(colored, truth, strict=True):
            error = pixel_errors(one, other)
            hue, is_colored = hues(other)
            self._count("luma", grayscale(other[None])[0], error)
            self._count("hue", hue[is_colored], error[is_colored])

    def table(self) -> pd.DataFrame:
        """Columns scale (luma or hue), start and end of the bin (0-256), pixels, and their mean
        error (L1), empty where there are none."""
        tables = []
        for scale, sums in self.sums.items():
            edges = np.linspace(0, 256, len(sums) + 1)
            pixels = self.pixels[scale]
            means = np.divide(sums, pixels, out=np.full(len(sums), np.nan), where=pixels > 0)
            columns = {"start": edges[:-1], "end": edges[1:], "pixels": pixels, "error": means}
            tables.append(pd.DataFrame({"scale": scale, **columns}))
        return pd.concat(tables, ignore_index=True)

    def _count(self, scale: str, values: NDArray[np.uint8], error: NDArray[np.floating]) -> None:
        number = len(self.sums[scale])
        bins = (values.ravel().astype(np.int64) * number) // 256
        self.sums[scale] += np.bincount(bins, error.ravel(), number)
        self.pixels[scale] += np.bincount(bins, minlength=number)
