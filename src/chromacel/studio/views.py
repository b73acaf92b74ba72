"""Pages as the browser gets them: no larger than it asks for, as JPEG."""

import io

from PIL import Image

from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

QUALITY = 92  # of JPEG, with colors as sharp as lines


def shrunk(rgb: Picture, side: int) -> Picture:
    """(h, w, 3) uint8, with at most so many pixels to its longer side."""
    factor = side / max(rgb.shape[:2])
    if factor >= 1:
        return rgb
    rows, columns = (max(round(pixels * factor), 1) for pixels in rgb.shape[:2])
    return resized(rgb, rows, columns)


def encoded(rgb: Picture) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=QUALITY, subsampling=0)
    return file.getvalue()
