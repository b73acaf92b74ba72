"""What the studio keeps is bounded, whatever it is."""

import numpy as np

from chromacel.studio.canvas import Drawing
from chromacel.studio.memory import Kept
from chromacel.studio.regions import Regions


def test_drawings_and_regions_count_by_their_pixels() -> None:
    kept = Kept(120_000)
    for page in range(20):
        kept.put((page, "drawing"), Drawing.empty((100, 100), (100, 100)))  # 40,000 bytes
        kept.put((page, "regions"), Regions(np.zeros((50, 50), np.int32), (1, 1)))  # 10,000 bytes
    assert kept.bytes <= 120_000
    assert 1 < len(kept.values) < 7
    assert (19, "drawing") in kept.values
