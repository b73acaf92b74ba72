"""Flat colors inside dark outlines, as cel animation is painted."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from chromacel.pictures.pixels import Picture

Color = tuple[int, int, int]

INK: Color = (38, 28, 44)
WHITE: Color = (255, 255, 255)
SUBPIXEL_BITS = 4
ARC = np.linspace(0, 2 * np.pi, 40, endpoint=False)


@dataclass(frozen=True)
class Pen:
    """Draws on an RGB picture in its own units: `scale` pixels each, from (`x`, `y`), y downward.

    `flip` is -1 to draw in the mirror. Outlines are as thick as the scale asks.
    """

    picture: Picture
    scale: float
    x: float = 0.0
    y: float = 0.0
    flip: int = 1

    def shape(self, points: ArrayLike, color: Color, outlined: bool = True) -> None:
        """A filled polygon."""
        fixed = self._fixed(points)
        cv2.fillPoly(self.picture, [fixed], color, cv2.LINE_AA, SUBPIXEL_BITS)
        if outlined:
            self._stroke(fixed, INK, self.thickness, closed=True)

    def blob(
        self, points: Sequence[tuple[float, float]], color: Color, outlined: bool = True
    ) -> None:
        """A smooth closed shape through the points."""
        self.shape(smooth(points), color, outlined)

    def ellipse(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: Color,
        angle: float = 0.0,
        outlined: bool = True,
    ) -> None:
        """An ellipse of these radii, turned clockwise by `angle` in degrees."""
        cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        along, across = width * np.cos(ARC), height * np.sin(ARC)
        points = (x + along * cosine - across * sine, y + along * sine + across * cosine)
        self.shape(np.stack(points, axis=1), color, outlined)

    def rectangle(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        color: Color,
        outlined: bool = True,
    ) -> None:
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], color, outlined)

    def line(self, points: ArrayLike, color: Color = INK, width: float | None = None) -> None:
        """An open line through the points, `width` units thick, or as an outline."""
        thickness = self.thickness if width is None else max(round(width * self.scale), 1)
        self._stroke(self._fixed(points), color, thickness, closed=False)

    @property
    def thickness(self) -> int:
        return max(round(0.035 * self.scale), 1)

    def _fixed(self, points: ArrayLike) -> NDArray[np.int32]:
        scale = np.array((self.scale * self.flip, self.scale))
        moved = np.asarray(points, np.float64) * scale + (self.x, self.y)
        fixed: NDArray[np.int32] = (moved * 2**SUBPIXEL_BITS).round().astype(np.int32)
        return fixed

    def _stroke(
        self, points: NDArray[np.int32], color: Color, thickness: int, closed: bool
    ) -> None:
        cv2.polylines(self.picture, [points], closed, color, thickness, cv2.LINE_AA, SUBPIXEL_BITS)


def smooth(points: Sequence[tuple[float, float]], steps: int = 8) -> NDArray[np.float64]:
    """A closed Catmull-Rom spline through the points, as a polygon."""
    inner = np.asarray(points, float)
    before, after, beyond = (np.roll(inner, shift, axis=0) for shift in (1, -1, -2))
    pieces = [
        inner
        + 0.5 * t * (after - before)
        + t**2 * (before - 2.5 * inner + 2 * after - 0.5 * beyond)
        + t**3 * (1.5 * (inner - after) + 0.5 * (beyond - before))
        for t in np.arange(steps) / steps
    ]
    return np.stack(pieces, axis=1).reshape(-1, 2)


def caption(picture: Picture, text: str, center_y: float, size: float) -> None:
    """White text with a dark rim, centered in the picture; letters are `size` pixels high."""
    font, scale = cv2.FONT_HERSHEY_DUPLEX, size / 22
    (width, height), _ = cv2.getTextSize(text, font, scale, 1)
    place = ((picture.shape[1] - width) // 2, round(center_y + height / 2))
    rim, stroke = round(size / 5), max(round(size / 11), 1)
    for color, thickness in ((INK, rim), (WHITE, stroke)):
        cv2.putText(picture, text, place, font, scale, color, thickness, cv2.LINE_AA)
