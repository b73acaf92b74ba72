"""How much of a picture is lost, or black, where it is fitted to a frame of another shape."""

from dataclasses import dataclass, replace

Size = tuple[int, int]  # height and width in pixels


@dataclass(frozen=True)
class Framing:
    """What fitting does to a picture.

    Attributes:
        cut: share of the picture that is cut off, 0 to 1, beside bars that are trimmed
        padding: share of the frame that is black padding, 0 to 1
        stretch: how many times as wide it becomes for its height
        bars: share of the picture that is black bars, 0 to 1, trimmed or not
    """

    cut: float = 0.0
    padding: float = 0.0
    stretch: float = 1.0
    bars: float = 0.0

    def downsampled(self, frame: Size, small: Size) -> "Framing":
        """The same as models see it, who get the frame at a size that may have another shape."""
        wider = small[1] / small[0] / (frame[1] / frame[0])
        return replace(self, stretch=self.stretch * wider)
