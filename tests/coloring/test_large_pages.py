"""Pages near the limit of 80 megapixels: what is made of them takes few bytes for each pixel."""

import tracemalloc
from collections.abc import Callable

import numpy as np

from chromacel.coloring.lifting import gray_of
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.hints import Hints

SHAPE = (3000, 5000)


def bytes_a_pixel(work: Callable[[], object]) -> float:
    """At the peak, beyond what was there before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / (SHAPE[0] * SHAPE[1])
    finally:
        tracemalloc.stop()


def test_hints_for_a_large_page_are_made_smaller_a_channel_at_a_time() -> None:
    hints = Hints.none(SHAPE)
    hints.colors[200:300], hints.given[200:300] = (200, 100, 7), True
    assert bytes_a_pixel(lambda: hints.resized((300, 500))) < 10  # of all channels in float32, 12
    small = hints.resized((300, 500))
    assert small.given[20:30].all() and small.given.sum() == 10 * 500
    assert (small.colors[20:30] == (200, 100, 7)).all()


def test_a_large_page_is_gray_in_bands_that_are_one_picture() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (*SHAPE, 3), dtype=np.uint8)
    assert bytes_a_pixel(lambda: gray_of(rgb)) < 8  # in float32, colors alone have 12
    assert np.array_equal(gray_of(rgb), grayscale(rgb[None])[0])
