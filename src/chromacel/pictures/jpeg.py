"""JPEG files: rebuilt from the segments that pixels depend on, and shown to be whole.

A decoder of JPEG fills what is missing without an error, and complains of what no pixel depends on.
So the pixels decide: whatever stands behind the data of a scan changes no pixel of a whole picture,
since all of them are decoded by then, and changes those that are missing.
"""

import re
from collections.abc import Iterator

import numpy as np

START, END = b"\xff\xd8", b"\xff\xd9"
MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd8\xff])")  # but those that stand alone, within data
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
SCAN, LAST = 0xDA, 0xD9
DROPPED = frozenset(range(0xE0, 0xF0)) | {0xFE}  # application data and comments, but for these:
KEPT = (b"JFIF", b"Exif", b"Adobe")  # color space and orientation
RESTART = re.compile(rb"\xff([\xd0-\xd7])")  # counted modulo 8 within a scan
UNWRITTEN = re.compile(rb"(?<=\x00{16})\x00+\Z")
NOISE = np.random.default_rng(0).integers(1, 255, 64, np.uint8).tobytes()


def whole_jpegs(content: bytes) -> tuple[bytes, bytes]:
    """The picture twice, with nothing and with noise behind its scans: equal only if it is whole.

    Raises:
        ValueError: parts of it are missing.
    """
    segments = list(_segments(content))
    if segments and segments[-1][0] == LAST:
        segments.pop()
    elif not _has_all_scans(segments):
        raise ValueError("it is cut: pixels are missing at its end")
    plain, filled = [START], [START]
    for marker, segment, data in segments:
        if marker not in DROPPED or segment[4:].startswith(KEPT):
            plain += segment, data.rstrip(b"\xff")
            filled += segment, data.rstrip(b"\xff"), _fill(data) if marker == SCAN else b""
    return b"".join([*plain, END]), b"".join([*filled, END])


def written(content: bytes) -> bytes:
    """The file without most zeros at its end: an interrupted copy's, or pixels of one color."""
    return UNWRITTEN.sub(b"", content)


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, the whole segment, and behind a scan's its data; what stands between is left out."""
    place = len(START)
    while found := MARKER.search(content, place):
        marker, start = found[1][0], found.end() - 2
        place = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
        if marker == LAST:
            yield marker, b"", b""
        if marker == LAST or place > len(content):
            return
        following = MARKER.search(content, place) if marker == SCAN else None
        data = content[place : following.start() if following else None] if marker == SCAN else b""
        yield marker, content[start:place], data
        place += len(data)


def _fill(data: bytes) -> bytes:
    """What decodes to pixels if more of them are to come after a scan's data."""
    numbers = [marker[1][0] & 7 for marker in RESTART.finditer(data)]
    if any(number != place % 8 for place, number in enumerate(numbers)):
        raise ValueError("it is cut: pixels are missing in its middle")
    return NOISE + b"".join(
        bytes([0xFF, 0xD0 + (len(numbers) + place) % 8]) + NOISE for place in range(8)
    )


def _has_all_scans(segments: list[tuple[int, bytes, bytes]]) -> bool:
    """Whether the last bit of every coefficient of every component belongs to some scan."""
    components = [segment[9] for marker, segment, _ in segments if marker in FRAMES]
    sent = {
        (component, coefficient)
        for marker, segment, _ in segments
        if marker == SCAN and not segment[-1] & 15  # the lowest bit that the scan has
        for component in segment[5:-3:2]
        for coefficient in range(segment[-3], segment[-2] + 1)
    }
    return bool(components) and len(sent) >= 64 * components[0]
