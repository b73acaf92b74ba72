"""The README's picture, from the demo's results: `python docs/picture.py results docs/demo.jpg`.

The first, the middle and the last frame of the test split, a row each: what the tuned U-Net
colors them from, what it makes of them, and the ground truth.
"""

import sys
from pathlib import Path

import h5py
import numpy as np
from PIL import Image, ImageDraw, ImageFont

GAP, LABEL = 6, 30  # pixels between pictures, and of the line above them


def columns(results: Path) -> list[tuple[str, np.ndarray]]:
    """Label and pictures of each column: (3, 180, 320) gray or (3, 180, 320, 3) RGB, uint8."""

    def read(path: str, name: str) -> np.ndarray:
        with h5py.File(results / path) as file:
            last = len(file[name]) - 1
            return file[name][[0, last // 2, last]]

    return [
        ("Input: grayscale", read("dataset/gray/test-0.h5", "gray")),
        ("Colored by the tuned U-Net", read("evaluation/tuned/gray/1/colored.h5", "rgb")),
        ("Input: edges", read("dataset/edge/test-0.h5", "edge")),
        ("Colored by the tuned U-Net", read("evaluation/tuned/edge/1/colored.h5", "rgb")),
        ("Truth", read("dataset/rgb/test-0.h5", "rgb")),
    ]


def main(results: Path, output: Path) -> None:
    pictures = columns(results)
    number, height, width = pictures[-1][1].shape[:3]
    size = len(pictures) * (width + GAP) - GAP, LABEL + number * (height + GAP) - GAP
    sheet = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(20)
    for column, (label, shown) in enumerate(pictures):
        left = column * (width + GAP)
        draw.text((left + width / 2, LABEL / 2), label, "black", font, anchor="mm")
        for row, picture in enumerate(shown):
            sheet.paste(Image.fromarray(picture), (left, LABEL + row * (height + GAP)))
    sheet.save(output, quality=85, optimize=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
