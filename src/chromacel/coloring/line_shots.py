"""A shot of line drawings in the colors of its keyframes.

On munchausen_02 from edges, with the first frame of each shot given: L1 10.5, where flow of lines
alone has 12.9 (`benchmarks/line_propagation.py`).

Each region takes the keyframe's colors by the motion that its outline agrees with best: none, the
pan of the whole picture, that to the most similar region of the keyframe, or optical flow of the
lines, from the drawing before or from the keyframe
at once. Motions are summed up and colors taken from the keyframe once, so they stay sharp, and each
motion is judged by the keyframe's own lines, so errors do not add up. Where no lines agree, as in
what has come into view, colors are the guess.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chromacel.coloring.line_motion import (
    Drawing,
    Motion,
    disagreement,
    flow,
    followed_by,
    pan,
    still,
    warped,
)
from chromacel.coloring.region_matching import region_motion
from chromacel.errors import InputError
from chromacel.pictures.pixels import COLORS, Frames, Picture

TRUSTED = 5.0  # pixels: of lines that disagree more, nothing is followed
MOVED = 0.2  # pixels by which a motion must agree better than none
MATCHED = 0.5  # and one between regions that are like each other
AGAIN = 0.1  # and the drawing before in its place better than the keyframe in its

Followed = tuple[Picture, NDArray[np.float32]]
"""A keyframe's colors on another drawing, and how much lines disagree there."""


def colored_line_shot(
    lines: Frames, guess: Callable[[Frames], Frames], known: Mapping[int, Picture]
) -> Frames:
    """(n, h, w) uint8 lines of one shot in color, (n, h, w, 3) uint8.

    Frames `known` in color, by place in the shot, come out as they are. A drawing that is held is
    colored once. `guess` colors drawings that no keyframe tells all of, (m, h, w) to
    (m, h, w, 3); it is called once, or not at all.

    Raises:
        InputError: a known frame is not in the shot, or has another size than its lines.
    """
    _check(lines, known)
    drawing_of, first = _drawings(lines)
    keyframes = {int(drawing_of[place]): known[place] for place in sorted(known, reverse=True)}
    colors, trust = _followed(lines[first], keyframes)
    untold = np.flatnonzero(~trust.all(axis=(1, 2)))
    if len(untold):
        guessed = guess(lines[first[untold]])
        colors[untold] = np.where(trust[untold][..., None], colors[untold], guessed)
    result = colors[drawing_of]
    for place, picture in known.items():
        result[place] = picture
    return result


def _check(lines: Frames, known: Mapping[int, Picture]) -> None:
    for place, picture in known.items():
        if not 0 <= place < len(lines) or picture.shape != (*lines.shape[1:], COLORS):
            raise InputError(
                f"Keyframe {place} of shape {picture.shape} is none of {len(lines)} drawings of"
                f" {lines.shape[1]} × {lines.shape[2]} pixels."
            )


def _drawings(lines: Frames) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The drawing of each frame, from 0, and each drawing's first frame."""
    changes = [bool((one != other).any()) for one, other in pairwise(lines)]
    first = np.flatnonzero([True, *changes][: len(lines)])
    return np.cumsum([False, *changes][: len(lines)]), first


def _followed(lines: Frames, keyframes: Mapping[int, Picture]) -> tuple[Frames, NDArray[np.bool_]]:
    """Colors of each drawing from the keyframes around it, and where they can be trusted."""
    colors = np.zeros((*lines.shape, COLORS), np.uint8)
    cost = np.full(lines.shape, np.inf, np.float32)
    drawings = [Drawing.of(picture) for picture in lines] if keyframes else []
    places = sorted(keyframes)
    for place in places:
        colors[place], cost[place] = keyframes[place], -1
        after = next((other for other in places if other > place), len(lines))
        before = max((other for other in places if other < place), default=-1)
        for way in (range(place + 1, after), range(place - 1, before, -1)):
            steps = _from_keyframe(drawings[place], keyframes[place], drawings, way)
            for number, (picture, apart) in zip(way, steps, strict=True):
                is_better = apart < cost[number]
                colors[number][is_better] = picture[is_better]
                cost[number][is_better] = apart[is_better]
    return colors, cost < TRUSTED


def _from_keyframe(
    keyframe: Drawing, colors: Picture, drawings: Sequence[Drawing], way: range
) -> Iterator[Followed]:
    """What each drawing on the way from a keyframe has of its colors."""
    before, motion = keyframe, still(keyframe)
    for number in way:
        motion, cost = _motion(drawings[number], before, motion, keyframe)
        before = drawings[number]
        yield warped(colors, motion), cost


def _motion(
    drawing: Drawing, before: Drawing, motion_before: Motion, keyframe: Drawing
) -> tuple[Motion, NDArray[np.float32]]:
    """The motion to the keyframe by which each region agrees best, and how far lines are apart."""
    unmoved, panned = still(drawing), pan(drawing, keyframe)
    tried = [
        (unmoved, 0.0),
        (panned, MOVED),
        (flow(drawing, keyframe, panned), MOVED),
        (region_motion(drawing.region, keyframe.region), MATCHED),
    ]
    if before is not keyframe:
        panned = pan(drawing, before)
        tried += [
            (followed_by(unmoved, motion_before), AGAIN),
            (followed_by(panned, motion_before), MOVED),
            (followed_by(flow(drawing, before, panned), motion_before), MOVED),
        ]
    best, least = tried[0][0].copy(), disagreement(drawing, keyframe, tried[0][0])
    for motion, more in tried[1:]:
        cost = disagreement(drawing, keyframe, motion) + more
        is_better = cost < least
        best[is_better], least[is_better] = motion[is_better], cost[is_better]
    return best, least
