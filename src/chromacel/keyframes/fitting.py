"""Keyframes of any size fitted as the frames of their episodes were."""

from collections.abc import Iterable, Mapping

import numpy as np

from chromacel.errors import InputError
from chromacel.keyframes.colored import Keyframe
from chromacel.keyframes.pairs import Pairs
from chromacel.pictures.bars import Bars
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import FrameSettings, fit_picture


def fitted_pairs(
    keyframes: Mapping[str, Iterable[Keyframe]], settings: FrameSettings, bars: Mapping[str, Bars]
) -> Pairs:
    """The keyframes of each episode, fitted as its frames were, whose black bars `bars` gives.

    Raises:
        InputError: there are none.
    """
    episodes: list[str] = []
    numbers: list[int] = []
    frames: list[Picture] = []
    colored: list[Picture] = []
    for episode, some in keyframes.items():
        cut = bars[episode] if settings.trim_bars else Bars()
        for keyframe in some:
            episodes.append(episode)
            numbers.append(keyframe.number)
            for rgb, pictures in ((keyframe.frame, frames), (keyframe.colored, colored)):
                pictures.append(fit_picture(cut.trimmed(rgb), settings, keyframe.pixel_aspect))
    if not numbers:
        raise InputError("No keyframe is left to adapt to: mend those that are named above.")
    return Pairs(episodes, numbers, np.stack(frames), np.stack(colored))
