"""Picture files made in tests: of every format, and PNG and TIFF files of any depth by hand."""

import io
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from PIL import Image

Samples = np.ndarray


def encoded(picture: Image.Image, format_name: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, format_name, **options)
    return file.getvalue()


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(samples: Samples, bits: int, color: int, *chunks: bytes) -> bytes:
    """A PNG of samples (h, w) or (h, w, channels) of so many bits, and of a color type."""
    height, width = samples.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0)
    rows = b"".join(b"\0" + packed(row, bits) for row in samples.reshape(height, -1))
    parts = (
        png_chunk(b"IHDR", header),
        *chunks,
        png_chunk(b"IDAT", zlib.compress(rows)),
        png_chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def packed(row: Sequence[int] | Samples, bits: int) -> bytes:
    digits = "".join(f"{int(sample):0{bits}b}" for sample in row)
    return bytes(
        int(digits[place : place + 8].ljust(8, "0"), 2) for place in range(0, len(digits), 8)
    )


def tiff(
    samples: Samples, bits: int, kind: int = 1, photometric: int = 1, order: str = "<"
) -> bytes:
    """A TIFF of gray samples (h, w): `kind` is 1 for unsigned, 2 for signed and 3 for floats."""
    height, width = samples.shape
    if bits % 8:
        data = b"".join(packed(row, bits) for row in samples)
    else:
        data = samples.astype(f"{order}{' uif'[kind]}{bits // 8}").tobytes()
    tags = {
        **{256: width, 257: height, 258: bits, 259: 1, 262: photometric, 273: 8},
        **{277: 1, 278: height, 279: len(data), 339: kind},
    }
    short = {tag: struct.pack(order + "HHIHH", tag, 3, 1, value, 0) for tag, value in tags.items()}
    return b"".join(
        (
            struct.pack(order + "2sHI", b"II" if order == "<" else b"MM", 42, 8 + len(data)),
            data,
            struct.pack(order + "H", len(tags)),
            *short.values(),
            bytes(4),
        )
    )
