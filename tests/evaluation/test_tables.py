import numpy as np
import pandas as pd
import pytest

from chromacel.evaluation.findings import Finding, findings
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.tables import as_html, as_latex, as_markdown, tabulate


def numbers(l1: float) -> dict[str, float]:
    return {**dict.fromkeys(METRICS, 1.0), "ms_ssim": float("nan"), "l1": l1, "l2": l1 * 10}


def metrics() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Models, baselines and scenes of two scenes of two frames each."""
    values = {
        ("convnet", "gray"): 20,
        ("gan", "gray"): 10,
        ("convnet", "edge"): 30,
        ("gan", "edge"): 40,
    }
    frames = [("demo", index, scene) for index, scene in ((0, 0), (50, 0), (100, 1), (150, 1))]
    scenes = pd.DataFrame(frames, columns=["episode", "index", "scene"])
    models = pd.DataFrame(
        [
            {"model": model, "condition": condition, "seed": 1, "episode": episode, "index": index}
            | numbers(l1 + (1 if scene else -1))
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
    assert (table["frames"] == 4).all()
    assert table.loc[1, ["paper_l1", "paper_l2"]].tolist() == [16.25, 747.29]
    assert table["paper_l1"].notna().sum() == 4
    # Drawn from two scenes, whose means are 19 and 21.
    assert table.loc[0, ["l1_low", "l1_high"]].tolist() == [19, 21]
    assert set(table["over"]) == {"scenes"}


def test_several_seeds_give_mean_and_standard_deviation() -> None:
    models, baselines, scenes = metrics()
    again = models.assign(seed=2, l1=models["l1"] + 6, l2=models["l2"] * 2)
    table = tabulate(pd.concat([models, again]), baselines, scenes)
    convnet = table.iloc[0]
    assert (convnet["seeds"], convnet["frames"], convnet["l1"]) == (2, 4, 23)
    assert convnet["l1_std"] == pytest.approx(6 / 2**0.5)
    text = as_markdown(table, [])
    assert "| grayscale | ConvNet | 2 | 23.00 ± 4.24 (22.0 to 24.0) | 300.00 ± 141.42 " in text
    assert "| grayscale | baseline: the input itself, as gray |  | 35.00 (35.0 to 35.0) |" in text
    assert "standard deviation" in as_html(table, [])
    assert "standard deviation" not in as_html(tabulate(models, baselines, scenes), [])


def test_every_format_holds_every_number_and_each_sentence() -> None:
    table = tabulate(*metrics())
    for text in (as_markdown(table, ["It is <so>."]), as_html(table, ["It is <so>."])):
        for number in ("20.00", "90.00", "19.19", "3046.84", "mean training picture"):
            assert number in text
        assert "nan" not in text.lower()
    assert "<li>It is &lt;so&gt;.</li>" in as_html(table, ["It is <so>."])
    assert "grayscale & ConvNet & 1 & 20.00 (19.0 to 21.0) &" in as_latex(table)
    assert as_latex(table).count(r" \\") == 9
    assert "nan" not in as_latex(table)


def found(sharp: float = 0.6, **given: float) -> dict[str, Finding]:
    """The findings, with other L1 for some model, by the first three words of their claims."""
    models, baselines, scenes = metrics()
    for name, l1 in given.items():
        condition, model = name.split("_")
        own = (models["condition"] == condition) & (models["model"] == model)
        models.loc[own, "l1"] = l1
        models.loc[own, "l2"] = l1 * 10
    epochs = pd.DataFrame({"epoch": range(1, 6), "validation_l1": [60, 40, 25, 20.5, 20]})
    waves = np.sin(np.arange(200) / 9)
    batches = pd.DataFrame({"discriminator": waves, "generator": 3 - waves})
    claims = findings(
        models,
        baselines,
        scenes,
        {("gray", "convnet"): epochs, ("gray", "gan"): epochs},
        {("gray", "gan"): batches},
        {("gray", "convnet"): {1: 0.2, 4: 0.5, 5: sharp}},
    )
    return {" ".join(finding.finding.split()[:3]): finding for finding in claims}


def test_findings_are_told_as_they_fall() -> None:
    as_is = found()
    assert as_is["The GAN is"].holds == "in part"
    assert "It is so in 2 of 4 comparisons, the contrary in 2, and open in 0" in (
        as_is["The GAN is"].sentence
    )
    assert "L1 10.00 against 20.00 from grayscale (so)" in as_is["The GAN is"].sentence
    assert found(edge_gan=25)["The GAN is"].holds == "yes"
    assert found(edge_gan=35, gray_gan=25)["The GAN is"].holds == "no"
    assert as_is["Grayscale gives better"].holds == "yes"
    assert as_is["The GAN's pictures"].holds == "open"  # equally bright and sharp
    assert as_is["Every model is"].holds == "in part"
    assert "15 of 16 comparisons" not in as_is["Every model is"].sentence
    assert "It is so in 30 of 32" in as_is["Every model is"].sentence
    assert as_is["The ConvNet from"].holds == "yes"
    assert "from epoch 4 of 5 on" in as_is["The ConvNet from"].sentence
    assert "50 % of the truth's there, and 60 % at the end" in as_is["The ConvNet from"].sentence
    assert found(sharp=0.4)["The ConvNet from"].holds == "in part"


def test_mirrored_losses_are_told_from_parallel_ones() -> None:
    models, baselines, scenes = metrics()
    waves = np.sin(np.arange(200) / 9)
    for sign, holds in ((-1, "yes"), (1, "no")):
        batches = pd.DataFrame({"discriminator": waves, "generator": sign * waves})
        *_, last = findings(models, baselines, scenes, {}, {("gray", "gan"): batches}, {})
        assert last.finding == "The GAN's losses from grayscale mirror each other"
        assert last.holds == holds


def test_one_model_alone_is_a_table_too() -> None:
    models, baselines, scenes = metrics()
    one = models.query("model == 'gan' and condition == 'gray'")
    [beaten] = findings(one, baselines, scenes, {}, {}, {})
    assert beaten.holds == "yes"
    assert len(tabulate(one, baselines, scenes)) == 5
