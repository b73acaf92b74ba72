"""Colors of any size to the planes of a stored frame, by the formulas of ITU-T H.273."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.chroma import Chroma
from chromacel.pictures.grayscale import WEIGHTS
from chromacel.pictures.pixels import Picture

Plane = NDArray[Any]  # (h, w) uint8 or, of more than 8 bits, uint16
# Weights of red and blue in luma, by the number of the matrix: ITU-T H.273, table 4.
LUMA_WEIGHTS = {
    1: (0.2126, 0.0722),
    4: (0.30, 0.11),
    5: (0.299, 0.114),
    6: (0.299, 0.114),
    7: (0.212, 0.087),
    9: (0.2627, 0.0593),
}


@dataclass(frozen=True)
class PlaneLayout:
    """What the planes of a stream's frames hold.

    `subsampling` is 420, 422 or 444, `matrix` one of LUMA_WEIGHTS. Chroma's pixels are taken for
    the middle of those of luma that they stand for: that some formats have them half a pixel to
    the left is left out of account.
    """

    width: int
    height: int
    subsampling: str
    bits: int
    is_full_range: bool
    matrix: int

    @property
    def chroma_width(self) -> int:
        return self.width if self.subsampling == "444" else -(-self.width // 2)

    @property
    def chroma_height(self) -> int:
        return -(-self.height // 2) if self.subsampling == "420" else self.height

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8 if self.bits == 8 else np.uint16)

    def from_chroma(self, chroma: Chroma) -> tuple[Plane, Plane]:
        """Cb and Cr of an (h, w, 2) picture: blue and red minus the luma of `grayscale`, in
        levels of 255."""
        parts = cv2.transform(chroma, self._of_chroma)
        blue, red = (self._chroma_plane(parts[..., part]) for part in range(2))
        return blue, red

    def from_colors(self, rgb: Picture) -> tuple[Plane, Plane, Plane]:
        """Y, Cb and Cr of an (h, w, 3) uint8 picture."""
        parts = cv2.transform(rgb.astype(np.float32), self._of_colors)
        luma = _resized(parts[..., 0], self.width, self.height)
        zero = 0 if self.is_full_range else 16 << (self.bits - 8)
        blue, red = (self._chroma_plane(parts[..., part]) for part in (1, 2))
        return self._rounded(luma, zero), blue, red

    def gray(self, luma: Plane) -> NDArray[np.uint8]:
        """Luma as full-range levels of 255, (h, w) uint8."""
        if self.is_full_range and self.bits == 8:
            return np.asarray(luma, np.uint8)
        zero = 0 if self.is_full_range else 16 << (self.bits - 8)
        if self.bits == 8:
            levels = np.rint((np.arange(256) - zero) / self._luma_levels).clip(0, 255)
            return np.asarray(cv2.LUT(luma, levels.astype(np.uint8)), np.uint8)
        above = np.maximum(luma, zero) - zero
        return np.asarray(cv2.convertScaleAbs(above, alpha=1 / self._luma_levels), np.uint8)

    @property
    def _luma_levels(self) -> float:
        """Of the plane, in one level of 255."""
        full = ((1 << self.bits) - 1) / 255
        return full if self.is_full_range else (219 << (self.bits - 8)) / 255

    @property
    def _chroma_levels(self) -> float:
        """Of a plane from −½ to ½, in one level of 255."""
        full = ((1 << self.bits) - 1) / 255
        return full if self.is_full_range else (224 << (self.bits - 8)) / 255

    @property
    def _of_colors(self) -> NDArray[np.float64]:
        """(3, 3): red, green and blue to the planes' levels, without their zeros."""
        red, blue = LUMA_WEIGHTS[self.matrix]
        luma = np.array([red, 1 - red - blue, blue])
        minus_blue = (np.array([0, 0, 1]) - luma) / (2 - 2 * blue)
        minus_red = (np.array([1, 0, 0]) - luma) / (2 - 2 * red)
        rows: NDArray[np.float64] = np.stack(
            [
                luma * self._luma_levels,
                minus_blue * self._chroma_levels,
                minus_red * self._chroma_levels,
            ]
        )
        return rows

    @property
    def _of_chroma(self) -> NDArray[np.float64]:
        """(2, 2): chroma to Cb and Cr; luma itself plays no role, since it has no chroma."""
        red, green, blue = WEIGHTS[0].astype(float)
        # Red, green and blue minus luma, from blue and red minus luma: weighted, they cancel out.
        minus_luma = np.array([[0, 1], [-blue / green, -red / green], [1, 0]])
        product: NDArray[np.float64] = self._of_colors[1:] @ minus_luma
        return product

    def _chroma_plane(self, values: Plane) -> Plane:
        resized = _resized(values, self.chroma_width, self.chroma_height)
        return self._rounded(resized, 1 << (self.bits - 1))

    def _rounded(self, values: Plane, zero: int) -> Plane:
        """Shifted by the level that stands for none, and held within the plane's range."""
        depth = cv2.CV_8U if self.bits == 8 else cv2.CV_16U
        # OpenCV rounds and saturates in one pass, in a third of NumPy's time.
        rounded = cv2.addWeighted(values, 1, values, 0, zero, dtype=depth)
        if 8 < self.bits < 16:
            rounded = np.minimum(rounded, (1 << self.bits) - 1)
        return np.asarray(rounded, self.dtype)


def _resized(values: Plane, width: int, height: int) -> Plane:
    """Linear; by the mean of areas where it becomes smaller, so that nothing is skipped."""
    is_smaller = width < values.shape[1] or height < values.shape[0]
    method = cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR
    return np.asarray(
        cv2.resize(np.ascontiguousarray(values), (width, height), interpolation=method)
    )
