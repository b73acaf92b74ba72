"""What the studio says of how far a command is, by the lines that it prints."""

import pytest

from chromacel.coloring.methods import METHODS
from chromacel.studio.job_progress import JobProgress
from chromacel.studio.methods import methods_for

MODELS = ["the model that colors by itself", "the model that follows your strokes"]
BEGUN = "2 accepted pages → Tuned network"
EPOCH = (
    "epoch 1/5: generator loss 0.1234; validation L1 9.02, L2 201.1; 20.1 images/s; 0:00:41 left"
)

STEPS = "progress: 12 of 30 steps; 2 steps/s; 0:00:09 left"
IMAGES = "progress: 48 of 480 images, epoch 1 of 5; 9.1 images/s; 0:02:10 left"


@pytest.mark.parametrize(
    ("lines", "said", "share"),
    [
        ([], "Getting ready…", 0),
        ([STEPS], "Getting ready: 40 %, a few seconds left.", 0),
        ([BEGUN], f"Step 1 of 2, {MODELS[0]}… Then: {MODELS[1]}.", 0),
        (
            [BEGUN, EPOCH],
            f"Step 1 of 2, {MODELS[0]}: 20 %, about 40 seconds left. Then: {MODELS[1]}.",
            0.1,
        ),
        (
            [BEGUN, EPOCH, BEGUN, IMAGES],
            f"Step 2 of 2, {MODELS[1]}: 10 %, about 2 minutes left.",
            0.55,
        ),
        ([BEGUN, BEGUN, "no such line"], f"Step 2 of 2, {MODELS[1]}…", 0.5),
    ],
)
def test_it_says_which_step_how_long_and_what_comes_then(
    lines: list[str], said: str, share: float
) -> None:
    progress = JobProgress(MODELS)
    for line in lines:
        progress.read(line)
    assert (progress.said, progress.share) == (said, pytest.approx(share))


def test_the_only_step_has_no_number() -> None:
    progress = JobProgress(["film.mkv"])
    progress.read("film.mkv → out/film.mkv")
    progress.read("progress: 30 of 60 frames; 3 frames/s; 1:40:00 left")
    assert progress.said == "Working on film.mkv: 50 %, about 2 hours left."


def test_every_method_says_what_it_does_beside_its_authors() -> None:
    for name, method in methods_for(None, None, {}).items():
        assert method.about.endswith(".")
        if name in METHODS:
            assert method.label.endswith(f" – {METHODS[name].label}")
