"""The library says the problem, and the workflow what to do about it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import chromacel
from chromacel import errors
from chromacel.jobs.remedies import with_remedy

PACKAGE = Path(chromacel.__file__).parent
CONFIG = Path(__file__).parents[2] / "config.yaml"
LIBRARY = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).parts[0] not in ("stages", "app", "jobs")
)


def keys(config: dict[str, Any]) -> Iterator[str]:
    """All keys, a nested one alone and after its section's."""
    for key, value in config.items():
        yield key
        if isinstance(value, dict):
            for below in keys(value):
                yield from (below, f"{key}.{below}")


KEYS = set(keys(yaml.safe_load(CONFIG.read_text(encoding="utf-8"))))


def texts(source: str) -> Iterator[str]:
    """The string literals of a module, docstrings left out; of an f-string, its constant parts in
    one, with `{}` for each value."""
    tree = ast.parse(source)
    skipped = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            skipped |= {id(part) for part in node.values}
            yield "".join(map(str, parts))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in skipped
        ):
            yield node.value


def workflow_words(text: str) -> list[str]:
    """What only a user of the workflow understands."""
    quoted = re.findall(r"`([^`]*)`", text)
    names = [quote for quote in quoted if re.split(r"[.:\s]", quote)[0] in KEYS]
    return names + re.findall(r"snakemake|the profile", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("delete it and run Snakemake again.", ["Snakemake"]),
        ("take it out of `episodes`.", ["episodes"]),
        ("set `device: auto`.", ["device: auto"]),
        ("lower `frames.stride`.", ["frames.stride"]),
        ("raise `split.{}`.", ["split.{}"]),
        ("raise `test_shards`.", ["test_shards"]),
        ("lower `gpu` of the rule in the profile.", ["the profile"]),
        ("it holds `scenery`.", []),
        ("episodes of a device", []),
    ],
)
def test_words_of_the_workflow_are_recognized(text: str, words: list[str]) -> None:
    assert workflow_words(text) == words


def test_the_library_names_no_config_key_and_not_snakemake() -> None:
    assert len(LIBRARY) > 80
    named = {
        (str(path.relative_to(PACKAGE)), text)
        for path in LIBRARY
        for text in texts(path.read_text(encoding="utf-8"))
        if workflow_words(text)
    }
    assert named == set()


def every_error(kind: type[errors.InputError]) -> Iterator[type[errors.InputError]]:
    for below in kind.__subclasses__():
        yield below
        yield from every_error(below)


SENTENCES = [
    (
        errors.DamagedFileError("a.h5 is truncated or damaged (x)"),
        "a.h5 is truncated or damaged (x): delete it and run Snakemake again.",
    ),
    (
        errors.DamagedFileError("a.h5 is of another size than b.h5", files="both"),
        "a.h5 is of another size than b.h5: delete both and run Snakemake again.",
    ),
    (
        errors.MissingFileError("a.h5 does not exist"),
        "a.h5 does not exist: run Snakemake to make it.",
    ),
    (
        errors.VideoError("a.mp4 holds no frame"),
        "a.mp4 holds no frame: take it out of `episodes`.",
    ),
    (
        errors.VideoError("a.mp4 cannot be decoded (x)", "replace it"),
        "a.mp4 cannot be decoded (x): replace it or take it out of `episodes`.",
    ),
    (
        errors.EpisodeError("a holds nothing"),
        "a holds nothing: take it out of `episodes`.",
    ),
    (
        errors.ComicError("a.cbz is protected by a password", "save it without one"),
        "a.cbz is protected by a password: save it without one or take it out of `episodes`.",
    ),
    (
        errors.StalledVideoError("a.mp4 has not been read on for 120 s", "replace it"),
        "a.mp4 has not been read on for 120 s: replace it, take it out of `episodes`, or look"
        " after its disk.",
    ),
    (
        errors.ChangedFileError("a.mp4 was changed", "read it again"),
        "a.mp4 was changed: wait until it is written, and run Snakemake again.",
    ),
    (
        errors.ShortVideoError("a.mp4 has 1 frame, fewer than the stride of 10"),
        "a.mp4 has 1 frame, fewer than the stride of 10: take it out of `episodes` or lower"
        " `frames.stride`.",
    ),
    (
        errors.LostFramesError("a.mp4 is damaged", "replace it", lost=2, total=5),
        "a.mp4 is damaged: replace it or take it out of `episodes`, or set `damaged_frames` to 2"
        " or more.",
    ),
    (
        errors.LostFramesError("a.mp4 is damaged", "replace it", lost=5, total=5),
        "a.mp4 is damaged: replace it or take it out of `episodes`.",
    ),
    *(
        (
            errors.EmptySplitError(
                "The test split gets none", split="test", by=by, episodes=episodes, repeats=repeats
            ),
            f"The test split gets none: {remedy}.",
        )
        for by, episodes, repeats, remedy in [
            ("frame", 2, False, "add episodes, lower `frames.stride` or raise `split.test`"),
            (
                "frame",
                2,
                True,
                "add episodes, set `split.repeats` to keep, lower `frames.stride` or raise"
                " `split.test`",
            ),
            ("scene", 2, False, "add episodes, set `split.by` to frame or raise `split.test`"),
            ("episode", 3, False, "add episodes, set `split.by` to frame or raise `split.test`"),
            ("episode", 2, False, "add episodes or set `split.by` to scene"),
            (
                "episode",
                2,
                True,
                "add episodes, set `split.repeats` to keep or set `split.by` to scene",
            ),
        ]
    ),
    (
        errors.EmptyShardError("The test split has 1 frame", split="test", frames=1),
        "The test split has 1 frame: lower `split.test_shards` to 1 or less.",
    ),
    (
        errors.MissingGpuError("A GPU is asked for", asked=1, available=0),
        "`device: cuda` asks for a GPU and PyTorch finds none: run where there is one, or set"
        " `device: auto`.",
    ),
    (
        errors.MissingGpuError("2 GPUs are asked for", asked=2, available=1),
        "The job asks for 2 GPUs and PyTorch finds 1: lower `gpu` of the rule in the profile.",
    ),
    (
        errors.MissingPackageError("tensorboard is missing", package="tensorboard"),
        "`engine.tensorboard: true` needs the package tensorboard, which is not installed:"
        " `python -m pip install tensorboard`, or set it to false.",
    ),
    (
        errors.DivergedError("The loss is not finite", "lower the learning rate"),
        "The loss is not finite: lower `training.learning_rate`. The last good state, if one was"
        " saved, is kept beside the weights.",
    ),
    (
        errors.TrainingMemoryError("A batch does not fit", "take 4", fitting=4),
        "A batch does not fit: set `training.batch_size` to 4, which does.",
    ),
    (
        errors.TrainingMemoryError("A batch does not fit", fitting=0),
        "A batch does not fit: lower `training.width`.",
    ),
    (
        errors.TrainingMemoryError("A batch does not fit", fitting=None),
        "A batch does not fit: lower `training.batch_size`, or use more of them.",
    ),
    (
        errors.PredictionMemoryError("A batch does not fit", "take a smaller one"),
        "A batch does not fit: lower `evaluation.batch_size`.",
    ),
]
SAID_BY_SOURCES = {errors.NoFilesError, errors.NotAFileError}  # which know the key


@pytest.mark.parametrize(("error", "sentence"), SENTENCES)
def test_an_error_comes_with_what_the_workflows_user_can_do(
    error: errors.InputError, sentence: str
) -> None:
    assert with_remedy(error) == sentence


def test_every_error_whose_remedy_depends_on_the_caller_has_one() -> None:
    kinds = set(every_error(errors.ProblemError)) - SAID_BY_SOURCES
    assert {type(error) for error, _ in SENTENCES} == kinds


@pytest.mark.parametrize("error", [errors.InputError("x.mp4 is no video."), OSError("disk full")])
def test_an_error_that_says_what_to_do_stays_as_it_is(error: Exception) -> None:
    assert with_remedy(error) == str(error)


def test_another_caller_gets_the_problem_and_a_remedy_without_config() -> None:
    assert str(errors.VideoError("a.mp4 holds no frame")) == "a.mp4 holds no frame."
    error = errors.LostFramesError("a.mp4 is damaged", "replace it", lost=1, total=2)
    assert str(error) == "a.mp4 is damaged: replace it."
