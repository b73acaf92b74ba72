"""The shows whose whole shots `benchmarks/propagation.py` colors: their frames and models."""

import sys
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import cv2
import numpy as np
import quality
import torch
from adaptation import CANNY, COUNTS, HOW, base_model, proposed
from shows import Dataset

from chromacel.conditions.making import make_condition
from chromacel.dataset.batches import ResidentExamples, load_examples
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.models.networks import Network
from chromacel.models.objectives import objective_class
from chromacel.pictures.chroma import chromas
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.pictures.sequence import Frame
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import shot_numbers
from chromacel.training.adaptation import adapt

STRIDES = {"munchausen": 10, "popeye": 2, "bunny": 2}
SMALL = DownsamplingSettings(180, 320)
BUNNY_STRIDE, BUNNY_PICTURES = 10, 4000  # of bunny_01, that its small training sees
Colors = np.ndarray


@dataclass(frozen=True)
class Place:
    """Where a show's footage, the models of quality.py and what is measured here lie."""

    dataset: Dataset
    folder: Path

    @property
    def name(self) -> str:
        return self.dataset.name

    def video(self, number: int) -> Path:
        return self.dataset.footage / self.name / f"{self.name}_{number:02}.mp4"

    @cached_property
    def episode(self) -> "Episode":
        """The second part, kept in a file once it has been read."""
        gray, rgb = pictures(self.video(2), STRIDES[self.name], self.folder / "frames.npz")
        size = (WIDTH, HEIGHT)
        small = np.stack([cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in gray])
        return Episode(gray, rgb, shot_numbers(small))

    @cache  # noqa: B019
    def generator(self, seed: int) -> Network:
        if self.name != "bunny":
            return base_model(self.dataset, "tuned", "gray", seed, 1).generator
        network = objective_class("tuned").build_generator(
            quality.settings_of("tuned", BUNNY_PICTURES), "gray"
        )
        path = self.folder / f"trained-{seed}.pt"
        if not path.exists():
            quality.PICTURES = BUNNY_PICTURES
            gray, rgb = map(torch.from_numpy, pictures(self.video(1), BUNNY_STRIDE))
            training = quality.trained(ResidentExamples(gray, rgb), "tuned", "gray", seed)
            torch.save(training.objective.generator.eval().state_dict(), path)
        network.load_state_dict(torch.load(path))
        return network.eval()

    @cached_property
    def keyframes(self) -> tuple[Colors, Colors]:
        """Places among the episode's frames of those proposed, and their pictures in RGB."""
        path = self.folder / "keyframes.npz"
        if not path.exists():
            numbers, rgb = proposed(self.video(2), COUNTS["gray"])
            np.savez(path, places=np.array(numbers) // STRIDES[self.name], rgb=rgb)
        stored = np.load(path)
        return stored["places"], stored["rgb"]

    @cache  # noqa: B019
    def adapted(self, seed: int) -> Network:
        """The model that has learned from the keyframes."""
        network, path = self.generator(seed), self.folder / f"adapted-{seed}.pt"
        if path.exists():
            network.load_state_dict(torch.load(path))
            return network.eval()
        _, rgb = self.keyframes
        seen = downsample(make_condition(rgb, "gray", CANNY), SMALL)
        keys = ResidentExamples(torch.from_numpy(seen), torch.from_numpy(downsample(rgb, SMALL)))
        show, validation = (
            load_examples(self.dataset.shards(split), "gray", quality.CPU, 16)
            for split in ("training", "validation")
        )
        base = base_model(self.dataset, "tuned", "gray", seed, len(show))
        training = adapt(base, keys, show, validation, HOW, quality.engine())
        torch.save(training.objective.generator.eval().state_dict(), path)
        return training.objective.generator


@dataclass(frozen=True)
class Episode:
    """`gray` (n, h, w), `rgb` (n, h, w, 3), uint8, and each frame's shot (n,)."""

    gray: Colors
    rgb: Colors
    shots: Colors

    @cached_property
    def chroma(self) -> Colors:
        return chromas(self.rgb)

    @property
    def is_first(self) -> Colors:
        return np.diff(self.shots, prepend=-1) > 0


def pictures(video: Path, stride: int, path: Path | None = None) -> tuple[Colors, Colors]:
    """Gray and RGB of an episode's frames, at the model's size."""
    if path and path.exists():
        stored = np.load(path)
        return stored["gray"], stored["rgb"]
    fitting = FrameSettings(1, 360, 640, "crop", False)

    def kept(frame: Frame) -> tuple[Colors, Colors] | None:
        if frame.index % stride:
            return None
        rgb = fit_picture(frame.rgb, fitting, frame.pixel_aspect)[None]
        return downsample(grayscale(rgb), SMALL)[0], downsample(rgb, SMALL)[0]

    pairs = [pair for pair in read_frames(video, Reading(), kept) if pair is not None]
    gray, rgb = map(np.stack, zip(*pairs, strict=True))
    if path:
        np.savez(path, gray=gray, rgb=rgb)
    return gray, rgb
