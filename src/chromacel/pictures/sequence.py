"""What an episode is made of, a video's frames or a comic's pictures: an order, and some lost."""

from dataclasses import dataclass

from chromacel.pictures.pixels import Picture


@dataclass(frozen=True)
class Frame:
    """One frame: its place in display order from 0, its time in seconds, `rgb` (h, w, 3) uint8.

    Each frame of a video has a time; a comic's picture has none, which is NaN. `pixel_aspect` is
    the width of a pixel over its height.
    """

    index: int
    time: float
    rgb: Picture
    pixel_aspect: float


@dataclass(frozen=True)
class DamagedFrame:
    """A frame of the stride that is damaged or missing, and why."""

    index: int
    reason: str


@dataclass(frozen=True)
class SourceFormat:
    """What an episode's file says of itself.

    `frame_rate` is a fraction such as `24000/1001`, and empty for a comic, whose pictures have at
    most the size `width` × `height`.
    """

    codec: str
    width: int
    height: int
    frame_rate: str
    colors: str
