"""Whether a colored picture shows its frame, in its place and at its scale, by the edges of both.

Colors and even luma may be others. On frames of `munchausen_01` and `popeye_01`, other hues, a blur
to a quarter of the size and flattened colors leave a correlation of 0.84 or more; another frame of
the same moving shot has 0.67 or less, one of another shot 0.18 or less.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

WIDTH = 320  # columns at which edges are compared
BLUR = 1.5  # pixels: finer lines may be anybody's
FITTING = 0.75  # least correlation of edges
SHIFT = 16  # pixels of 320: the largest that is looked for
MOVED = 2.0  # pixels of 320 that a quarter of the picture may be away from its place
BETTER = 0.05  # by how much it must fit better there, to be told from noise
FOUND = 0.5  # least correlation there, for it to be the same part of the picture


def misfit(colored: Picture, frame: Picture) -> str:
    """What is wrong with an (h, w, 3) uint8 picture that should show this frame, or ""."""
    ours, theirs = _edges(colored), _edges(frame)
    if not ours.std() or not theirs.std():
        return "" if ours.std() == theirs.std() else "does not show"
    moved = sum(_is_moved(ours[part], theirs[part]) for part in _quarters(ours))
    if moved >= 2:
        return "is moved or scaled against"
    correlation = float(np.corrcoef(ours.ravel(), theirs.ravel())[0, 1])
    return "" if correlation >= FITTING else "does not show"


def _edges(rgb: Picture) -> NDArray[np.float32]:
    """The root of the gradient's length, which a few strong edges do not rule alone."""
    rows = max(round(rgb.shape[0] * WIDTH / rgb.shape[1]), 4 * SHIFT)
    [gray] = grayscale(resized(rgb, rows, WIDTH)[None])
    smooth = cv2.GaussianBlur(gray.astype(np.float32), (0, 0), BLUR)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    return np.asarray(np.sqrt(np.hypot(across, down)), np.float32)


def _quarters(edges: NDArray[np.float32]) -> list[tuple[slice, slice]]:
    rows, columns = edges.shape[0] // 2, edges.shape[1] // 2
    return [
        (slice(top, top + rows), slice(left, left + columns))
        for top in (0, rows)
        for left in (0, columns)
    ]


def _is_moved(colored: NDArray[np.float32], frame: NDArray[np.float32]) -> bool:
    """Whether a quarter of the picture fits better elsewhere near."""
    most = min(SHIFT, min(frame.shape) // 4)
    inner = colored[most:-most, most:-most]
    if not inner.std():
        return False
    fits = cv2.matchTemplate(frame, np.ascontiguousarray(inner), cv2.TM_CCOEFF_NORMED)
    row, column = np.unravel_index(int(fits.argmax()), fits.shape)
    distance = float(np.hypot(row - most, column - most))
    best = float(fits[row, column])
    return bool(distance >= MOVED and best > max(fits[most, most] + BETTER, FOUND))
