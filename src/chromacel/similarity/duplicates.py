"""Near-duplicates among frames, and stretches that recur in several episodes."""

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.fft import dctn
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames

BITS_APART = 6  # of the 64 of two near-duplicates' hashes
COLORS_APART = 8.0  # mean absolute difference of their thumbnails, 0-255
NOISE = 8  # a coefficient below it is no structure; of 16 × 16 pixels, one level each makes 16
STRETCH = 3  # sampled frames in a row that make a stretch
ROWS = 8  # hashes compared with all others at a time
BLOCK = 4096  # thumbnails hashed, or pairs of them compared, at a time
BATCH = 2**18  # pairs after which frames that a chain connects already are left out

Pairs = NDArray[np.int64]
"""The places of n ones and n others, (2, n)."""


def luma_hashes(thumbnails: Frames) -> NDArray[np.uint64]:
    """A perceptual hash of each thumbnail's luma: (n, 16, 16, 3) uint8 in, (n,) uint64 out.

    One bit for each of the 8 × 8 lowest frequencies of the cosine transform, but the mean: whether
    it is above their median (Zauner, "Implementation and Benchmarking of Perceptual Image Hash
    Functions", 2010, section 3.2.1). Frequencies weaker than noise count as 0, so that flat
    pictures have equal hashes.
    """
    blocks = [thumbnails[start : start + BLOCK] for start in range(0, len(thumbnails), BLOCK)]
    return np.concatenate([np.empty(0, np.uint64), *map(_hashes, blocks)])


def _hashes(thumbnails: Frames) -> NDArray[np.uint64]:
    waves = dctn(grayscale(thumbnails).astype(np.float64), axes=(1, 2), norm="ortho")
    low = waves[:, :8, :8].reshape(len(waves), 64)
    low[np.abs(low) < NOISE] = 0
    bits = low > np.median(low[:, 1:], axis=1, keepdims=True)
    bits[:, 0] = False
    return np.packbits(bits, axis=1).view(np.uint64)[:, 0]


def duplicate_groups(thumbnails: Frames) -> NDArray[np.int64]:
    """A number for each frame, (n,), from 0 in the order of appearance: (n, 16, 16, 3) uint8 in.

    Near-duplicates share it, and so do frames that a chain of near-duplicates connects.
    """
    digests = [hashlib.blake2b(row, digest_size=16).digest() for row in thumbnails]
    _, first, distinct = np.unique(digests, return_index=True, return_inverse=True)
    groups = np.arange(len(first))
    for similar in _batches(_similar_pairs(luma_hashes(thumbnails)[first])):
        pairs = similar[:, np.not_equal(*groups[similar])]
        edges = groups[pairs[:, _close(thumbnails, first[pairs])]]
        graph = coo_array((np.ones(edges.shape[1], bool), tuple(edges)), (len(first), len(first)))
        groups = connected_components(graph, directed=False)[1][groups]
    _, first, places = np.unique(groups[distinct], return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[places]


def _similar_pairs(hashes: NDArray[np.uint64]) -> Iterator[Pairs]:
    """The places of all two hashes that are at most `BITS_APART` apart, each two once.

    Most pairs differ in their hashes alone, which take an instruction each.
    """
    for start in range(0, len(hashes), ROWS):
        near = np.bitwise_count(hashes[start : start + ROWS, None] ^ hashes[None, start:])
        pairs = np.stack(np.nonzero(near <= BITS_APART))
        yield pairs[:, pairs[0] < pairs[1]] + start


def _batches(pairs: Iterable[Pairs]) -> Iterator[Pairs]:
    """The same pairs, `BATCH` or a few more at a time."""
    waiting: list[Pairs] = []
    number = 0
    for pair in pairs:
        waiting.append(pair)
        number += len(pair[0])
        if number >= BATCH:
            yield np.concatenate(waiting, axis=1)
            waiting, number = [], 0
    if waiting:
        yield np.concatenate(waiting, axis=1)


def repeated(episodes: NDArray[np.object_], groups: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which frames lie in a stretch that recurs in another episode, as openings and recaps do.

    A stretch is three sampled frames in a row; `episodes` and `groups` are (n,), each episode's
    frames in their order. Where an opening starts elsewhere between two sampled frames, it is
    found as far as its pictures hold still.
    """
    number = len(groups) - STRETCH + 1
    is_repeated = np.zeros(len(groups), bool)
    if number < 1:
        return is_repeated
    codes, _ = pd.factorize(episodes)
    rows = np.stack([groups[place : place + number] for place in range(STRETCH)], axis=1)
    inside = codes[:number] == codes[STRETCH - 1 :]
    _, stretches = np.unique(rows, axis=0, return_inverse=True)
    pairs = np.unique(np.stack([stretches[inside], codes[:number][inside]]), axis=1)
    episodes_of = np.bincount(pairs[0], minlength=stretches.max() + 1)
    recurs = inside & (episodes_of[stretches] > 1)
    for place in range(STRETCH):
        is_repeated[place : place + number] |= recurs
    return is_repeated


def _close(thumbnails: Frames, pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs of thumbnails are near-duplicates by their colors."""
    blocks = [pairs[:, start : start + BLOCK] for start in range(0, pairs.shape[1], BLOCK)]
    apart = [_apart(*thumbnails[block]) for block in blocks]
    return np.concatenate([np.empty(0), *apart]) <= COLORS_APART


def _apart(some: Frames, others: Frames) -> NDArray[np.float64]:
    return np.asarray(np.abs(some.astype(np.int16) - others).mean(axis=(1, 2, 3)))
