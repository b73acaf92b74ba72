"""What was trained on what, in three sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chromacel.dataset.left_out import LeftOut, left_out_sentence
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.evaluation.prediction_files import Predictions


@dataclass(frozen=True)
class ReportFacts:
    """What the report's files do not tell.

    Attributes:
        demo: whether the show is the one that the workflow draws itself
        episodes: episodes that were given, bad ones too
        comics: how many of these are comics, and not videos
        stride: one frame of a video in every so many is in the dataset
        picture_stride: the same of a comic's pictures
        epochs: epochs of each training
        batch_size: pictures in a batch
        width: filters in each layer of the networks, as a share of the paper's
        trainings: seeds that each model is trained from
    """

    demo: bool
    episodes: int
    comics: int
    stride: int
    picture_stride: int
    epochs: int
    batch_size: int
    width: float
    trainings: int


def training_summary(
    facts: ReportFacts,
    frames: Mapping[str, int],
    size: tuple[int, int],
    models: Sequence[Predictions],
    left_out: Sequence[LeftOut],
) -> str:
    """`frames` is the number of them by split, `size` height and width in pixels; `left_out` are
    the bad episodes."""
    bad = left_out_sentence(left_out, facts.episodes)
    episodes = _count(facts.episodes - len(left_out), "episode")
    names = dict.fromkeys(MODELS[model.names["model"]] for model in models)
    inputs = dict.fromkeys(INPUTS[model.names["condition"]] for model in models)
    show = "the built-in demo show" if facts.demo else "your show"
    filters = (
        "the paper's filters" if facts.width == 1 else f"{facts.width:g} of the paper's filters"
    )
    return (
        f"{' and '.join(names)}, from {' and '.join(inputs)}, learned on {frames['training']:,}"
        f" frames of {episodes} of {show}: {_sampled(facts)},"
        f" at {size[1]} × {size[0]} pixels. Each was trained for"
        f" {_count(facts.epochs, 'epoch')} in batches of {facts.batch_size} with {filters}, from"
        f" {_count(facts.trainings, 'seed')}. {_count(frames['validation'], 'more frame')} served"
        f" for validation; the numbers here are of {_count(frames['test'], 'frame')} of the test"
        " split." + (f" {bad}" if bad else "")
    )


def _sampled(facts: ReportFacts) -> str:
    frames, pictures = (
        f"every {noun}" if stride == 1 else f"one {noun} in every {stride}"
        for noun, stride in (("frame", facts.stride), ("picture", facts.picture_stride))
    )
    if 0 < facts.comics < facts.episodes:
        return f"{frames} of the videos and {pictures} of the comics"
    return pictures if facts.comics else frames


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
