"""Which frame goes to training, validation or test, and to which shard and row there."""

import hashlib

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.dataset.split_settings import DROPPED, SPLITS, SplitSettings, frame_counts
from chromacel.errors import EmptyShardError, EmptySplitError

TOLERANCE = 0.02  # of all frames, that a split may have too many or too few
SHUFFLES = 1000  # of an episode's scenes, that are tried


def split_frames(frames: pd.DataFrame, settings: SplitSettings) -> pd.DataFrame:
    """A shuffled, proportional split of `frames` (columns episode, index, time, scene, repeat).

    All that is random comes from a hash of the seed and the names concerned. By frame and by scene,
    each episode is split on its own, so that no other episode matters: its frames, or scenes, in
    random order fill training, validation and test in turn. By episode, all episodes do so in the
    order of their hashes: one more moves only some at the two borders. Within a split, frames in
    the order of their hashes are dealt out to the shards. Repeats that are dropped are in none.

    Returns:
        The frames in the given order, with the columns split, shard and row added; a dropped
        frame's are `dropped`, -1 and -1.

    Raises:
        EmptySplitError: a split has no frame.
        EmptyShardError: a split has fewer frames than shards.
    """
    kept = frames if settings.repeats == "keep" else frames[~frames["repeat"]]
    table = kept.assign(
        order=[
            _uniform(settings.seed, episode, index)
            for episode, index in zip(kept["episode"], kept["index"], strict=True)
        ]
    )
    table["split"] = np.array(SPLITS)[_parts(table, settings)]
    place = table.groupby("split")["order"].rank(method="first").astype(int) - 1
    shards = table["split"].map({split: number_of_shards(split, settings) for split in SPLITS})
    table["shard"], table["row"] = place % shards, place // shards
    _check(frames, table, settings)
    columns = table[["split", "shard", "row"]].reindex(frames.index)
    dropped = {"split": DROPPED, "shard": -1, "row": -1}
    return frames.join(columns.fillna(dropped).astype({"shard": int, "row": int}))


def number_of_shards(split: str, settings: SplitSettings) -> int:
    return int(getattr(settings, f"{split}_shards"))


def disproportion(table: pd.DataFrame, settings: SplitSettings) -> str:
    """What is wrong if a split is further from its proportion than 2 % of all frames, or ""."""
    kept = table.loc[table["split"] != DROPPED, "split"]
    shares = [(kept == split).mean() for split in SPLITS]
    if max(abs(np.array(shares) - _proportions(settings))) <= TOLERANCE:
        return ""
    made, asked = (
        " : ".join(f"{100 * share:.1f}" for share in given)
        for given in (shares, _proportions(settings))
    )
    return f"The {settings.by}s allow no closer split than {made} % for {asked} % asked"


def _parts(table: pd.DataFrame, settings: SplitSettings) -> NDArray[np.int64]:
    """For each frame, 0, 1 or 2: its split."""
    proportions = _proportions(settings)
    if table.empty:
        return np.zeros(0, np.int64)
    if settings.by == "episode":
        names, places, sizes = np.unique(
            table["episode"].to_numpy(str), return_inverse=True, return_counts=True
        )
        hashes = np.array([_uniform(settings.seed, str(name)) for name in names])
        parts = _in_turn(sizes, hashes, 0, proportions)
        return _none_empty(parts, hashes)[places]
    splits = np.zeros(len(table), np.int64)
    groups = table["scene" if settings.by == "scene" else "index"].to_numpy()
    for episode, rows in table.groupby("episode").indices.items():
        _, places, sizes = np.unique(groups[rows], return_inverse=True, return_counts=True)
        parts = _episode_parts(sizes, settings.seed, str(episode), proportions)
        splits[rows] = parts[places]
    return splits


def _episode_parts(
    sizes: NDArray[np.integer], seed: int, episode: str, proportions: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The first shuffle of an episode's frames, or scenes, that keeps the proportions, or if none
    does, the first of all: not the best, so that over many episodes no split is favored."""
    random = np.random.default_rng(int(_uniform(seed, episode) * 2**48))
    first = None
    nearest = np.rint(sizes.sum() * proportions) / sizes.sum()  # that whole frames can come
    is_possible = max(abs(nearest - proportions)) <= TOLERANCE / 2 + 1e-9
    for _ in range(SHUFFLES if is_possible else 1):
        parts = _in_turn(sizes, random.random(len(sizes)), random.random(), proportions)
        first = parts if first is None else first
        shares = np.bincount(parts, sizes, len(SPLITS)) / sizes.sum()
        if max(abs(shares - proportions)) <= TOLERANCE / 2:
            return parts
    assert first is not None
    return first


def _in_turn(
    sizes: NDArray[np.integer],
    hashes: NDArray[np.float64],
    offset: float,
    proportions: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Groups laid side by side on a circle, in the order of their hashes, from `offset` on: the
    part of the circle, 0, 1 or 2, that each one's middle lies in."""
    order = np.argsort(hashes, kind="stable")
    ends = np.cumsum(sizes[order])
    middles = ((ends - sizes[order] / 2) / ends[-1] + offset) % 1
    parts = np.empty(len(sizes), np.int64)
    parts[order] = np.searchsorted(np.cumsum(proportions)[:-1], middles, side="right")
    return parts


def _none_empty(parts: NDArray[np.int64], hashes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Where a split got no episode, the last two in order go to validation and test."""
    if len(parts) >= len(SPLITS) > len(np.unique(parts)):
        parts = np.zeros_like(parts)
        parts[np.argsort(hashes, kind="stable")[-2:]] = 1, 2
    return parts


def _proportions(settings: SplitSettings) -> NDArray[np.float64]:
    parts = np.array([getattr(settings, split) for split in SPLITS], float)
    return np.asarray(parts / parts.sum())


def _uniform(*key: object) -> float:
    """A number in [0, 1) that depends on the key alone."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def _check(frames: pd.DataFrame, table: pd.DataFrame, settings: SplitSettings) -> None:
    counts = frame_counts(table["split"])
    for split in SPLITS:
        if not counts[split]:
            episodes = table["episode"].nunique()
            left_out = len(frames) - len(table)
            dropped = f", after {left_out} that recur were left out" if left_out else ""
            raise EmptySplitError(
                f"The {split} split gets none of the {len(table)} frames of {episodes} episodes"
                + dropped,
                "add episodes",
                split=split,
                by=settings.by,
                episodes=episodes,
                repeats=bool(left_out),
            )
    for split in SPLITS:
        shards = number_of_shards(split, settings)
        if counts[split] < shards:
            raise EmptyShardError(
                f"The {split} split has {counts[split]} frames for {shards} shards",
                f"ask for {counts[split]} or fewer",
                split=split,
                frames=counts[split],
            )
