"""The card's numbers as a reader takes them in: shares, sizes and whole sentences."""

import math

import numpy as np
from numpy.typing import NDArray

from chromacel.card.facts import DatasetFacts, Leak
from chromacel.card.pictures import Levels
from chromacel.dataset.provenance import Provenance
from chromacel.pictures.framing import Framing
from chromacel.pictures.framing_words import LEAST, framing_sentences

SPACE = "\N{NO-BREAK SPACE}"
HUES = (  # of three hues each, the first around red
    *("red", "orange and yellow", "yellow-green", "green"),
    *("cyan", "blue", "violet", "magenta"),
)
MANY, SOME = 0.5, 0.1  # of the test frames
USES = (
    "Made to train models that color animation or comics from grayscale or from edges, to measure"
    " them on frames that were held back, and to study how the way of splitting changes what is"
    " measured."
)
LIMITS = (
    "The frames are of the named episodes alone, so they do not tell how well a model colors"
    " another show; and those of a video are a sample, without what lies between two of them."
    " Scenes, near-duplicates and repeats were found by rule, from thumbnails of 16 × 16 pixels,"
    " and nobody has looked them over: some are missed, and some are wrong."
)
RIGHTS = (
    "Unknown. All rights in the pictures stay with the owners of the show they are taken from; this"
    " card grants none, and the shards are not to be passed on without the owners' leave."
)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage that is 0 or 100 only where it is exactly so."""
    text = f"{100 * share:.{digits}f}"
    least = 10**-digits
    if float(text) == 0 < share:
        text = f"below {least:.{digits}f}"
    if float(text.split()[-1]) == 100 and share < 1:
        text = f"over {100 - least:.{digits}f}"
    return f"{text}{SPACE}%"


def file_size(size: int) -> str:
    """A number of bytes with a unit: 3756504 is 3.8 MB."""
    for factor, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= factor:
            return f"{size / factor:.1f}{SPACE}{unit}"
    return f"{size}{SPACE}bytes"


def moment(seconds: float) -> str:
    """Hours, where there are any, minutes and seconds: 65.4 is 1:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def dataset_summary(facts: DatasetFacts) -> str:
    counts = facts.counts
    height, width = facts.size
    parts = ", ".join(f"{split.frames:,} {name}" for name, split in counts.items())
    return (
        f"{facts.total.frames:,} frames of {_many(facts.total.episodes, 'episode')} of"
        f" {_kinds(facts)}, {width} × {height} pixels, each in color, as grayscale and as edges:"
        f" {parts}.{_left_out(facts)}"
    )


def _kinds(facts: DatasetFacts) -> str:
    kinds = {source.is_comic for source in facts.provenance.values()}
    return " and ".join(("comics" if is_comic else "animation") for is_comic in sorted(kinds))


def source_format(source: Provenance) -> str:
    """What a line about an episode's video or comic says of it."""
    size = f"{source.width} × {source.height}"
    if source.is_comic:
        return f"{source.codec}, up to {size}"
    return f"{source.codec}, {size}, {source.rate} frames a second"


def _left_out(facts: DatasetFacts) -> str:
    bad = len(facts.left_out)
    if not bad:
        return ""
    every = bad + facts.total.episodes
    verb, them = ("is", "it") if bad == 1 else ("are", "them")
    return (
        f" {bad:,} of {every:,} episodes {verb} left out, since nothing can be taken from {them}."
    )


def framing(facts: DatasetFacts) -> list[str]:
    """What was cut off, padded or distorted, and which setting changes that."""
    by_setting: dict[bool, dict[str, Framing]] = {}
    for episode, source in facts.provenance.items():
        trims = bool(source.settings.get("frames", {}).get("trim_bars"))
        by_setting.setdefault(trims, {})[facts.names[episode]] = source.framing
    said = [
        sentence
        for trims, framings in by_setting.items()
        for sentence in framing_sentences(framings, trims).values()
    ]
    if said:
        return said
    if any(map(_is_reframed, facts.provenance.values())):
        return ["The pictures are whole but for less than 1 % cut off, padded or distorted."]
    return ["The pictures are whole: nothing was cut off, padded or distorted."]


def _is_reframed(source: Provenance) -> bool:
    framing = source.framing
    return bool(framing.cut or framing.padding or not math.isclose(framing.stretch, 1))


def framed(framing: Framing) -> str:
    """The same of one episode, to go on a line about its video."""
    parts = [
        (framing.cut, "of the picture cut off"),
        (framing.padding, "of the frame padding"),
        (abs(framing.stretch - 1), "distorted in width"),
        (framing.bars, "black bars"),
    ]
    return "".join(f",<br>{percent(share)} {said}" for share, said in parts if share >= LEAST)


def way_of_splitting(facts: DatasetFacts) -> str:
    """What was kept together, and what became of the repeats."""
    settings = facts.settings
    whole = {
        "frame": "Frame by frame, as in the paper: neighbours may be in different splits.",
        "scene": "By scene: all frames of a scene are in the same split.",
        "episode": "By episode: all frames of an episode are in the same split.",
    }[settings.by]
    repeats = _many(facts.total.repeats, "frame")
    if settings.repeats == "drop":
        fate = f"Stretches that recur in several episodes are left out ({repeats})."
    else:
        fate = f"Stretches that recur in several episodes are kept ({repeats})."
    return f"{whole} {fate} The shuffle's seed is {settings.seed}."


def brightness(gray: NDArray[np.int64]) -> str:
    """The quartiles of gray levels, counted in (256,)."""
    places = np.searchsorted(np.cumsum(gray), np.array([0.25, 0.5, 0.75]) * gray.sum())
    low, median, high = places.tolist()
    return f"The median level is {median}; half of the pixels are from {low} to {high}."


def colors(levels: Levels) -> str:
    if not levels.hues.any():
        return "No pixel is colored."
    shares = np.roll(levels.hues, 1).reshape(len(HUES), -1).sum(axis=1) / levels.hues.sum()
    first = [place for place in np.argsort(-shares, kind="stable")[:3] if shares[place]]
    most = ", ".join(f"{HUES[place]} ({percent(shares[place])})" for place in first)
    colored = percent(levels.hues.sum() / levels.gray.sum())
    return f"{colored} of the pixels are colored, most often {most}."


def leak(way: Leak) -> str:
    if not way.frames:
        return (
            f"Impossible for this dataset: by {way.by}, one of the splits would be empty, or have"
            " fewer frames than shards."
        )
    return (
        f"{_share(way)} a near-duplicate in training. The median distance from a test frame to"
        f" its nearest training frame is {way.distance:.1f} of 255."
    )


def copies(way: Leak) -> str:
    """How many test frames are training frames, pixel by pixel."""
    if not way.identical:
        return "No test frame is identical to a training frame."
    verb = "is" if way.identical == 1 else "are"
    share = percent(way.identical / way.frames)
    return (
        f"{way.identical:,} of {way.frames:,} test frames ({share}) {verb} identical to a training"
        " frame, pixel by pixel."
    )


def verdict(facts: DatasetFacts) -> str:
    """What the leak of the split that was made means for scores on it."""
    [made] = [way for way in facts.leaks if way.by == facts.settings.by]
    share = made.twins / made.frames if made.frames else 0.0
    if share >= MANY:
        said = (
            "scores on its test split say mostly how well a model remembers pictures that it was"
            " trained on"
        )
    elif share >= SOME:
        said = "scores on its test split are partly a matter of remembering the training pictures"
    elif share:
        said = "few test frames can be answered from memory"
    else:
        said = "no test frame can be answered from memory, as far as near-duplicates are found"
    return f"This dataset is split by {made.by}: {said}."


def _share(way: Leak) -> str:
    if way.twins == 0:
        return f"None of the {way.frames:,} test frames has"
    if way.twins == way.frames:
        return f"All {way.frames:,} test frames have"
    verb = "has" if way.twins == 1 else "have"
    return f"{way.twins:,} of {way.frames:,} test frames ({percent(way.twins / way.frames)}) {verb}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
