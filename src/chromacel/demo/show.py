"""The show: an episode is a list of shots, and a shot is drawn frame by frame."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator, default_rng

from chromacel.demo.characters import CAST, LOOK_ALIKES, Pose
from chromacel.demo.drawing import Pen, caption
from chromacel.demo.places import PLACES
from chromacel.pictures.pixels import Picture

HEIGHT, WIDTH = 360, 640
FRAME_RATE = 24
HOLD = 2  # frames that each drawing is shown for
OPENING_SECONDS = 6.0
ENDING_SECONDS = 2.0
FADE_SECONDS = 0.75
SAYINGS = (
    "Later that day...",
    "Where did everybody go?",
    "Look, up there!",
    "The next morning",
    "I knew it was you!",
    "Wait for me!",
)


@dataclass(frozen=True)
class DemoSettings:
    """What the demo's show is like.

    Attributes:
        episodes: how many there are
        seconds: length of an episode
        seed: another seed is another show
    """

    episodes: int
    seconds: float
    seed: int


@dataclass(frozen=True)
class Actor:
    """A character at a place of the background, `size` pixels a unit, and how far it walks."""

    name: str
    x: float
    y: float
    size: float
    walk: float
    flip: int
    phase: float


@dataclass(frozen=True)
class Camera:
    """The center of the view, and how many pixels of the background make one of the frame."""

    x: float
    y: float
    span: float


@dataclass(frozen=True)
class Shot:
    place: str
    frames: int
    start: Camera
    end: Camera
    actors: tuple[Actor, ...] = ()
    text: str = ""
    fades: bool = False


def episode_frames(name: str, settings: DemoSettings) -> Iterator[Picture]:
    """The frames of the episode called `name`, (360, 640, 3) uint8, at 24 a second."""
    places = {place: paint(_rng(settings.seed, place)) for place, paint in PLACES.items()}
    rng = _rng(settings.seed, name)
    left = round((settings.seconds - OPENING_SECONDS - ENDING_SECONDS) * FRAME_RATE)
    yield from _opening(places, settings.seed)
    while left > 0:
        shot = plan_shot(rng, left)
        left -= shot.frames
        yield from draw_shot(shot, places[shot.place])
    yield from _ending()


def plan_shot(rng: Generator, longest: int) -> Shot:
    """A wide shot with several characters, or a close-up of one, of at most `longest` frames."""
    place = str(rng.choice(list(PLACES)))
    frames = min(int(rng.uniform(1.5, 4.0) * FRAME_RATE), longest)
    names = [str(name) for name in rng.permutation(list(CAST))]
    text = str(rng.choice(SAYINGS)) if rng.random() < 0.15 else ""
    fades = bool(rng.random() < 0.2)
    if rng.random() < 0.3:
        x = rng.uniform(250, 1030)
        actor = Actor(names[0], x, 900, rng.uniform(300, 420), 0, _side(rng), rng.uniform(0, 6))
        camera = Camera(x + rng.uniform(-60, 60), 400, 1.0)
        near = Camera(x, 390, rng.uniform(0.75, 0.9))
        return Shot(place, frames, camera, near, (actor,), text, fades)
    if rng.random() < 0.3:  # the look-alikes like to appear together
        names = [*LOOK_ALIKES, *(name for name in names if name not in LOOK_ALIKES)]
    number = int(rng.integers(2, 5))
    spots = rng.permutation(np.linspace(220, 1060, number)) + rng.uniform(-50, 50, number)
    actors = [
        Actor(name, x, y, y * 0.15, rng.uniform(-70, 70), _side(rng), rng.uniform(0, 6))
        for name, x, y in zip(names, spots, rng.uniform(560, 690, number), strict=False)
    ]
    start = Camera(rng.uniform(480, 800), rng.uniform(370, 470), rng.uniform(1.1, 1.5))
    end = Camera(rng.uniform(480, 800), rng.uniform(370, 470), rng.uniform(1.1, 1.5))
    actors.sort(key=lambda actor: actor.y)
    return Shot(place, frames, start, end, tuple(actors), text, fades)


def draw_shot(shot: Shot, background: Picture) -> Iterator[Picture]:
    """The shot's frames; each drawing is held for two."""
    for first in range(0, shot.frames, HOLD):
        picture = _draw(shot, background, first)
        for _ in range(min(HOLD, shot.frames - first)):
            yield picture


def _draw(shot: Shot, background: Picture, frame: int) -> Picture:
    second, progress = frame / FRAME_RATE, frame / shot.frames
    span, x, y = (
        getattr(shot.start, key) * (1 - progress) + getattr(shot.end, key) * progress
        for key in ("span", "x", "y")
    )
    x = float(np.clip(x, span * WIDTH / 2, background.shape[1] - span * WIDTH / 2))
    y = float(np.clip(y, span * HEIGHT / 2, background.shape[0] - span * HEIGHT / 2))
    left, top = x - span * WIDTH / 2, y - span * HEIGHT / 2
    matrix = np.array([[1 / span, 0, -left / span], [0, 1 / span, -top / span]])
    view = cv2.warpAffine(background, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    picture = np.asarray(view, np.uint8)
    for actor in shot.actors:
        beat = 5 * second + actor.phase
        bounce = abs(np.sin(beat)) * 0.06 * actor.size * (actor.walk != 0)
        pen = Pen(
            picture,
            actor.size / span,
            (actor.x + actor.walk * second - left) / span,
            (actor.y - bounce - top) / span,
            actor.flip,
        )
        pose = Pose(float(np.sin(beat)), (beat % 9) < 0.7, (2 * beat % 2) < 1)
        CAST[actor.name](pen, pose)
    if shot.text:
        caption(picture, shot.text, HEIGHT * 0.9, 22)
    if shot.fades:
        light = np.clip((shot.frames / FRAME_RATE - second) / FADE_SECONDS, 0, 1)
        picture = np.asarray(cv2.convertScaleAbs(picture, alpha=light), np.uint8)
    return picture


def _opening(places: dict[str, Picture], seed: int) -> Iterator[Picture]:
    """The same in every episode: the cast walks by, and then the title."""
    rng = _rng(seed, "opening")
    third = round(OPENING_SECONDS / 3 * FRAME_RATE)
    names = list(CAST)
    for place, first in (("village", 0), ("meadow", 3)):
        actors = tuple(
            Actor(name, 280 + 200 * spot, 640, 95, 60, 1, float(rng.uniform(0, 6)))
            for spot, name in enumerate(names[first : first + 4])
        )
        yield from draw_shot(
            Shot(place, third, Camera(520, 430, 1.4), Camera(760, 430, 1.3), actors), places[place]
        )
    everyone = tuple(
        Actor(name, 240 + 133 * spot, 690, 80, 0, 1, float(spot)) for spot, name in enumerate(names)
    )
    title = Shot(
        "meadow", third, Camera(640, 420, 1.6), Camera(640, 420, 1.45), everyone, fades=True
    )
    for picture in draw_shot(title, places["meadow"]):
        titled = picture.copy()
        caption(titled, "The Cel Street Show", HEIGHT * 0.22, 38)
        yield titled


def _ending() -> Iterator[Picture]:
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    caption(picture, "The End", HEIGHT / 2, 34)
    for _ in range(round(ENDING_SECONDS * FRAME_RATE)):
        yield picture


def _side(rng: Generator) -> int:
    return int(rng.choice([-1, 1]))


def _rng(seed: int, name: str) -> Generator:
    return default_rng([seed, zlib.crc32(name.encode())])
