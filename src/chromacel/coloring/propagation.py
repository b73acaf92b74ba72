"""The colors of a shot: keyframes followed both ways along motion, and steady guesses elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from chromacel.coloring.completion import completed
from chromacel.coloring.drawings import drawing_numbers
from chromacel.coloring.fades import find_fades
from chromacel.coloring.flow import (
    FINE,
    Share,
    agreement,
    fetched,
    own_places,
    places_in,
)
from chromacel.coloring.memory import Memory
from chromacel.coloring.steadiness import (
    Step,
    Sums,
    gone_on,
    guessed_places,
    is_still,
    motion_of,
    steadied,
    weighted,
)
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames

Guess = Callable[[Frames], Chroma]
"""A network: (n, h, w) uint8 gray in, (n, h, w, 2) float32 chroma out."""

MOST = 60  # drawings that are colored together, which bounds memory
GUESSED = 0.02  # weight of the guess beside what is followed, which has up to 1
RECALLED = 6  # drawings of which one is looked for in memory
CERTAIN = 20  # guesses that count as much as what memory knows
PASSED_ON = 0.9  # of the trust, from one drawing to the next
LEAST = 0.3  # trust in a guess that has been made once, for the drawings that follow


def colored_shot(
    gray: Frames,
    guess: Guess,
    known: Mapping[int, Chroma],
    memory: Memory | None = None,
    before: Chroma | None = None,
) -> Chroma:
    """Chroma (n, h, w, 2) float32 of a shot's frames, (n, h, w) uint8.

    Args:
        gray: at the model's size
        guess: what is called with some of the different drawings, `MOST` or fewer at a time
        known: keyframes' chroma (h, w, 2), by the frame's place in the shot: it comes out as it is
        memory: of keyframes, searched for what no keyframe of the shot shows
        before: chroma of the first frame, if it has been guessed before: the others go on from it

    Frames of a fade are the mix of those at its ends.
    """
    fades = find_fades(gray, known)
    if not fades:
        return _without_fades(gray, guess, known, memory, before)
    kept = np.ones(len(gray), np.bool_)
    for each in fades:
        kept[each.between] = False
    places = np.cumsum(kept) - 1
    given = {int(places[place]): values for place, values in known.items()}
    chroma = np.empty((*gray.shape, 2), np.float32)
    chroma[kept] = _without_fades(gray[kept], guess, given, memory, before)
    for each in fades:
        chroma[each.between] = each.mixed(chroma)
    return chroma


def _without_fades(
    gray: Frames,
    guess: Guess,
    known: Mapping[int, Chroma],
    memory: Memory | None,
    before: Chroma | None,
) -> Chroma:
    """As `colored_shot`, each drawing once."""
    numbers = drawing_numbers(gray)
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    given = {int(numbers[place]): known[place] for place in sorted(known, reverse=True)}
    drawings = np.empty((len(first), *gray.shape[1:], 2), np.float32)
    # From the piece with the first keyframe to the end, and then back to the beginning.
    first_known = min(given, default=0) // MOST * MOST
    for start in range(first_known, len(first), MOST):
        # The last drawing of the piece before is colored by now.
        begin, end = max(start - 1, 0), min(start + MOST, len(first))
        keys = {place - begin: given[place] for place in given if begin <= place < end}
        if start > first_known and known:
            keys[0] = drawings[begin]
        elif start > first_known:
            before = drawings[begin]
        drawings[begin:end] = _colored(gray[first[begin:end]], guess, keys, memory, before)
    for start in range(first_known - MOST, -1, -MOST):
        # Here it is the first drawing of the piece after.
        piece = slice(start, start + MOST + 1)
        keys = {MOST: drawings[start + MOST]}
        drawings[piece] = _colored(gray[first[piece]], guess, keys, memory, before)
    chroma = drawings[numbers]
    for place, values in known.items():
        chroma[place] = values
    return chroma


def _colored(
    gray: Frames,
    guess: Guess,
    known: Mapping[int, Chroma],
    memory: Memory | None,
    before: Chroma | None,
) -> Chroma:
    """As `colored_shot`, of drawings that differ."""
    motion = motion_of(gray, halved=not known)
    places = [*range(len(gray))] if known else guessed_places(motion)
    guesses = steadied(_guesses(gray, guess, places, memory, before), motion)
    if not known:
        return guesses if before is None else gone_on(before, guesses, motion)
    total = np.zeros_like(guesses)
    weights = np.zeros((*gray.shape, 1), np.float32)
    keys = sorted(known)
    for key, last, following in zip(keys, [-1, *keys[:-1]], [*keys[1:], len(gray)], strict=True):
        total[key], weights[key] = known[key], 1
        after, earlier = range(key + 1, following), range(key - 1, last, -1)
        for way, steps in ((after, motion.before[key:]), (earlier, motion.after[:key][::-1])):
            colors = _followed(gray, key, known[key], zip(way, steps, strict=False), guesses)
            for place, (values, trust) in zip(way, colors, strict=True):
                weight = (np.square(trust) / abs(place - key))[..., None]
                total[place] += weight * values
                weights[place] += weight
    return np.asarray(total / weights, np.float32)


def _guesses(
    gray: Frames, guess: Guess, places: list[int], memory: Memory | None, before: Chroma | None
) -> dict[int, Sums]:
    """Weighted guesses for the drawings at some places, some with what memory knows of them."""
    # The first drawing needs no guess where its colors are known, but memory fills gaps from one.
    asked = [place for place in places if place or before is None or memory]
    guesses = dict(zip(asked, guess(gray[asked]) if asked else [], strict=True))
    sums = {place: weighted(values, 1) for place, values in guesses.items()}
    if before is not None:
        sums[0] = weighted(before, CERTAIN)
    for place in places[::RECALLED] if memory else []:
        assert memory
        recalled, trust = memory.recalled(gray[place])
        if trust.any():
            share = np.square(trust)
            filled = completed(recalled, share, guesses[place], gray[place])
            part = share[..., None]
            values = (part * recalled + GUESSED * filled) / (part + GUESSED)
            sums[place] = weighted(np.asarray(values, np.float32), 1 + CERTAIN * share)
    return sums


def _followed(
    gray: Frames, key: int, known: Chroma, way: Iterable[tuple[int, Step]], guesses: Chroma
) -> Iterator[tuple[Chroma, Share]]:
    """Chroma of the drawings on the way from a keyframe, and how far each pixel is trusted.

    A pixel has the color of the keyframe if its luma is found there, that of the drawing before on
    the way if it came later, and else a guess.
    """
    places, values = own_places(*gray.shape[1:]), known
    trust, seen = np.ones(gray.shape[1:], np.float32), gray[key]
    for place, step in way:
        places = places_in(gray[key], gray[place], fetched(places, step.places), FINE)
        direct = agreement(gray[key], gray[place], places)
        passed = PASSED_ON * fetched(trust, step.places) * step.trust
        weights = np.square([direct, passed])[..., None]
        weights[1] *= 1 - weights[0]
        followed = weights[0] * fetched(known, places) + weights[1] * fetched(values, step.places)
        total = weights[0] + weights[1]
        found = followed / (total + 1e-6)
        filled = completed(found, total[..., 0], guesses[place], gray[place])
        new = (followed + GUESSED * filled) / (total + GUESSED)
        still = is_still(seen, gray[place])
        values = np.where(still[..., None], values, new)
        trust = np.where(still, trust, np.maximum(np.maximum(direct, passed), LEAST))
        seen = np.where(still, seen, gray[place])
        yield values, trust
