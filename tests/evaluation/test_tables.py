from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from chromacel.evaluation.comparisons import Compared, frame_metrics
from chromacel.evaluation.findings import Finding, findings
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.tables import as_html, as_latex, as_markdown, tabulate

SIGNS = {"undertrained": ["GAN from edges"]}


def numbers(l1: float) -> dict[str, float]:
    return {**dict.fromkeys(METRICS, 1.0), "ms_ssim": float("nan"), "l1": l1, "l2": l1 * 10}


def metrics() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Models, baselines and scenes of six scenes of two frames each, three better than the rest."""
    values = {
        ("convnet", "gray"): 20.0,
        ("gan", "gray"): 10.0,
        ("convnet", "edge"): 30.0,
        ("gan", "edge"): 40.0,
    }
    frames = [("demo", 50 * place, place // 2) for place in range(12)]
    scenes = pd.DataFrame(frames, columns=["episode", "index", "scene"])
    models = pd.DataFrame(
        [
            {"model": model, "condition": condition, "seed": 1, "episode": episode, "index": index}
            | numbers(l1 + (1 if scene % 2 else -1))
            for (model, condition), l1 in values.items()
            for episode, index, scene in frames
        ]
    )
    baselines = pd.DataFrame(
        [
            {"baseline": name, "condition": condition, "episode": episode, "index": index}
            | numbers(l1)
            for name, condition, l1 in [
                ("condition", "gray", 35.0),
                ("condition", "edge", 90.0),
                ("mean_color", "none", 60.0),
                ("mean_picture", "none", 50.0),
            ]
            for episode, index, _ in frames
        ]
    )
    return models, baselines, scenes


def test_the_table_averages_frames_and_stands_beside_the_papers() -> None:
    table = tabulate(*metrics())
    rows = list(zip(table["condition"], table["method"], table["l1"], strict=True))
    assert rows == [
        ("gray", "convnet", 20),
        ("gray", "gan", 10),
        ("gray", "condition", 35),
        ("edge", "convnet", 30),
        ("edge", "gan", 40),
        ("edge", "condition", 90),
        ("none", "mean_color", 60),
        ("none", "mean_picture", 50),
    ]
    assert (table["frames"] == 12).all()
    assert table.loc[1, ["paper_l1", "paper_l2"]].tolist() == [16.25, 747.29]
    assert table["paper_l1"].notna().sum() == 4
    # Drawn from six scenes, whose means are 19 and 21: in 1 of 64 draws all are 19.
    assert table.loc[0, ["l1_low", "l1_high"]].tolist() == pytest.approx([19.33, 20.67], abs=0.01)
    assert set(table["over"]) == {"scenes"}
    assert set(table["groups"]) == {6}


def test_several_seeds_give_mean_and_standard_deviation() -> None:
    models, baselines, scenes = metrics()
    again = models.assign(seed=2, l1=models["l1"] + 6, l2=models["l2"] * 2)
    table = tabulate(pd.concat([models, again]), baselines, scenes)
    convnet = table.iloc[0]
    assert (convnet["seeds"], convnet["frames"], convnet["l1"]) == (2, 12, 23)
    assert convnet["l1_std"] == pytest.approx(6 / 2**0.5)
    text = as_markdown(table, [], {})
    assert "| grayscale | ConvNet | 2 | 23.00 ± 4.24 (22.3 to 23.7) | 300.00 ± 141.42 " in text
    assert "| grayscale | baseline: the input itself, as gray |  | 35.00 (35.0 to 35.0) |" in text
    assert "standard deviation" in as_html(table, [], {})
    assert "standard deviation" not in as_html(tabulate(models, baselines, scenes), [], {})


def test_every_format_holds_every_number_and_each_sentence() -> None:
    table = tabulate(*metrics())
    for text in (
        as_markdown(table, ["It is <so>."], SIGNS),
        as_html(table, ["It is <so>."], SIGNS),
    ):
        for number in ("20.00", "90.00", "19.19", "3046.84", "mean training picture"):
            assert number in text
        assert "nan" not in text.lower()
        assert "Undertrained" in text
    assert "<li>It is &lt;so&gt;.</li>" in as_html(table, ["It is <so>."], SIGNS)
    assert "grayscale & ConvNet & 1 & 20.00 (19.3 to 20.7) &" in as_latex(table)
    assert as_latex(table).count(r" \\") == 9
    assert "nan" not in as_latex(table)


CONVERGED = (60.0, 40.0, 25.0, 22.0, 21.5, 20.5, 20.1, 20.0, 20.2, 20.0)


def found(
    sharp: float = 0.6, l1: Sequence[float] = CONVERGED, groups: int = 6, **given: float
) -> dict[str, Finding]:
    """The findings, with other L1 for some model, by the first three words of their claims."""
    models, baselines, scenes = metrics()
    scenes["scene"] %= groups
    for name, value in given.items():
        condition, model = name.split("_")
        own = (models["condition"] == condition) & (models["model"] == model)
        models.loc[own, "l1"] = float(value)
        models.loc[own, "l2"] = value * 10.0
    epochs = pd.DataFrame(
        {"epoch": range(1, len(l1) + 1), "validation_l1": l1, "validation_l2": l1}
    )
    waves = np.sin(np.arange(200) / 9)
    batches = pd.DataFrame({"discriminator": waves, "generator": 3 - waves})
    claims = findings(
        Compared(
            frame_metrics(models, baselines),
            scenes,
            {("gray", "convnet"): epochs, ("gray", "gan"): epochs},
        ),
        {("gray", "gan"): batches},
        {("gray", "convnet"): {1: 0.2, 6: 0.5, len(l1): sharp}},
    )
    return {" ".join(finding.finding.split()[:3]): finding for finding in claims}


def test_findings_are_told_as_they_fall() -> None:
    as_is = found()
    assert as_is["The GAN is"].holds == "in part"
    assert "Of 4 comparisons, it is so in 2, and the contrary in 2: L1" in (
        as_is["The GAN is"].sentence
    )
    assert "L1 10.00 against 20.00 from grayscale (so)" in as_is["The GAN is"].sentence
    assert found(edge_gan=25)["The GAN is"].holds == "yes"
    assert found(edge_gan=35, gray_gan=25)["The GAN is"].holds == "no"
    assert as_is["Grayscale gives better"].holds == "yes"
    assert as_is["The GAN's pictures"].holds == "open"  # equally bright and sharp
    assert as_is["Every model is"].holds == "in part"
    assert as_is["Every model is"].sentence.startswith("Of 32 comparisons, it is so in 30, and ")
    assert as_is["Grayscale gives better"].sentence.startswith("In all 4 comparisons, it is so: ")
    assert as_is["The ConvNet from"].holds == "yes"
    assert "from epoch 6 of 10 on" in as_is["The ConvNet from"].sentence
    assert "50 % of the truth's there, and 60 % at the end" in as_is["The ConvNet from"].sentence
    assert found(sharp=0.4)["The ConvNet from"].holds == "in part"


def test_mirrored_losses_are_told_from_parallel_ones() -> None:
    models, baselines, scenes = metrics()
    waves = np.sin(np.arange(200) / 9)
    for sign, holds in ((-1, "yes"), (1, "no")):
        batches = pd.DataFrame({"discriminator": waves, "generator": sign * waves})
        compared = Compared(frame_metrics(models, baselines), scenes, {})
        *_, last = findings(compared, {("gray", "gan"): batches}, {})
        assert last.finding == "The GAN's losses from grayscale mirror each other"
        assert last.holds == holds


def test_one_model_alone_is_a_table_too() -> None:
    models, baselines, scenes = metrics()
    one = models.query("model == 'gan' and condition == 'gray'")
    [beaten] = findings(Compared(frame_metrics(one, baselines), scenes, {}), {}, {})
    assert beaten.holds == "yes"
    assert len(tabulate(one, baselines, scenes)) == 5


def test_one_or_two_scenes_give_no_interval_and_decide_nothing() -> None:
    models, baselines, scenes = metrics()
    for number, words in ((1, "one scene"), (2, "2 scenes"), (5, "5 scenes")):
        few = scenes.assign(scene=scenes["scene"] % number)
        table = tabulate(models, baselines, few)
        assert table["l1_low"].isna().all()
        for text in (as_markdown(table, [], {}), as_html(table, [], {}), as_latex(table)):
            assert f"Without intervals, since the test frames are of {words}, and fewer" in text
            assert "(" not in text.split("20.00")[1].split("200.00")[0]
            assert "nan" not in text.lower()
        compared = [*found(groups=number).values()][:4]
        assert {finding.holds for finding in compared} == {"open"}
        for finding in compared:
            assert finding.sentence.startswith(f"The test frames are of {words}, and fewer than 6 ")


def test_a_finding_is_open_that_more_epochs_might_turn() -> None:
    """The model behind had lost a tenth of its error in the second half, and still learns."""
    l1 = [24.0, 23, 22, 21, 20]
    close, far = (found(l1=l1, gray_convnet=value)["The GAN is"] for value in (11.2, 20))
    assert "L1 10.00 against 11.20 from grayscale (open: still learning)" in close.sentence
    assert "L1 10.00 against 20.00 from grayscale (so)" in far.sentence
    assert "more epochs might turn the result" in close.sentence
    converged = found(gray_convnet=12.0)["The GAN is"].sentence
    assert "L1 10.00 against 12.00 from grayscale (so)" in converged


@pytest.mark.parametrize("epochs", [1, 2])
def test_one_epoch_decides_nothing_of_convergence_and_of_who_is_ahead(epochs: int) -> None:
    claims = found(l1=CONVERGED[:epochs])
    for name in ("The ConvNet from", "The GAN's losses"):
        assert claims[name].holds == "open"
    assert claims["The ConvNet from"].sentence == (
        "One epoch says nothing of when it converges."
        if epochs == 1
        else "2 epochs say nothing of when it converges."
    )
    assert "from grayscale (open: still learning)" in claims["The GAN is"].sentence


def test_a_training_that_still_learns_has_not_shown_when_it_converges() -> None:
    claim = found(l1=[60.0, 50, 40, 30, 20])["The ConvNet from"]
    assert claim.holds == "open"
    assert claim.sentence.startswith("It was still learning when its training ended, after 5")


@pytest.mark.parametrize("sharp", [float("nan"), float("inf")])
def test_flat_frames_leave_no_number_in_a_sentence(sharp: float) -> None:
    claim = found(sharp=sharp)["The ConvNet from"]
    assert claim.holds == "open"
    assert claim.sentence.endswith("are flat, so that none can sharpen.")
    batches = pd.DataFrame({"discriminator": np.ones(200), "generator": np.ones(200)})
    models, baselines, scenes = metrics()
    compared = Compared(frame_metrics(models, baselines), scenes, {})
    for losses in (batches, batches.head(3)):
        *_, last = findings(compared, {("gray", "gan"): losses}, {})
        assert (last.holds, "nan" in last.sentence) == ("open", False)
