"""PNG files: rebuilt from the chunks that pixels depend on, if all pixels are in them."""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of each color type
WHOLE = ((0, 0, 1, 1),)
ADAM7 = (  # first column and row of each pass, and the steps between its columns and rows
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"eXIf")  # size, colors, transparency, orientation
BLOCK = 2**20


def is_intact(content: bytes) -> bool:
    """Whether no piece of pixels has a wrong checksum."""
    return all(is_right is not False for name, _, is_right in _chunks(content) if name == b"IDAT")


def rebuilt_png(content: bytes, most_pixels: int) -> bytes:
    """The picture with its pixels compressed anew, and without what only disturbs a reader.

    Pixels are whole if all of them are there and one of the two checksums over them is right, each
    chunk's or that of all.

    Raises:
        DecompressionBombError: there are more than `most_pixels`.
        ValueError: pixels are missing or damaged.
    """
    kept, pixels = [], []
    for name, data, is_right in _chunks(content):
        if name == b"IDAT":
            pixels.append(data)
        elif is_right and name in KEPT and (name == b"eXIf" or not pixels):
            kept.append((name, data))
    if not kept or kept[0][0] != b"IHDR" or len(kept[0][1]) != 13:
        raise ValueError("its header is damaged")
    width, height = struct.unpack_from(">II", kept[0][1])
    if width * height > most_pixels:
        raise Image.DecompressionBombError
    rows, missing, is_right = _recompressed(b"".join(pixels), _size(kept[0][1]))
    if missing:
        raise ValueError("it is cut or damaged: pixels are missing")
    if not (is_right or is_intact(content)):
        raise ValueError("the checksums of its pixels are wrong")
    parts = [*kept, (b"IDAT", rows), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bool | None]]:
    """Name, data and whether the checksum is right: None where the file ends before it."""
    place = len(SIGNATURE)
    while place + 8 < len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        end = place + 8 + length
        data, check = content[place + 8 : end], content[end : end + 4]
        if not name.isalpha():
            return
        is_right = int.from_bytes(check, "big") == zlib.crc32(data, zlib.crc32(name))
        yield name, data, is_right if len(check) == 4 else None
        place = end + 4


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I4s", len(data), name) + data + struct.pack(">I", check)


def _size(header: bytes) -> int:
    """Bytes of all rows, uncompressed: each has its pixels and one byte before."""
    width, height, bits, color, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    size = 0
    for left, top, across, down in ADAM7 if interlaced else WHOLE:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            size += rows * (1 + -(-columns * CHANNELS.get(color, 1) * bits // 8))
    return size


def _recompressed(data: bytes, size: int) -> tuple[bytes, int, bool]:
    """The first `size` bytes in `data`, compressed anew; how many are missing; if zlib's checksum
    is right."""
    inflator, deflator = zlib.decompressobj(-zlib.MAX_WBITS), zlib.compressobj(1)
    compressed, check, data = [], 1, data[2:]  # zlib's header: its checksum is compared below
    try:
        while size and data:
            rows = inflator.decompress(data, min(size, BLOCK))
            data = inflator.unconsumed_tail
            size -= len(rows)
            check = zlib.adler32(rows, check)
            compressed.append(deflator.compress(rows))
        if not size:
            inflator.decompress(data, 1)
    except zlib.error:  # damage before the last pixel leaves some missing
        pass
    return (
        b"".join([*compressed, deflator.flush()]),
        size,
        inflator.unused_data[:4] == check.to_bytes(4, "big"),
    )
