"""Adapted models in the table: rows of their own, and a sentence on the same frames."""

import pandas as pd

from chromacel.evaluation.adapted import adapted_sentences
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.tables import as_markdown, tabulate

FRAMES = [("demo", 50 * place) for place in range(12)]


def rows(l1: float, frames: list[tuple[str, int]], **more: object) -> list[dict[str, object]]:
    measured = {**dict.fromkeys(METRICS, 1.0), "l1": l1, "l2": 10 * l1}
    return [{"condition": "gray", "episode": e, "index": i, **measured, **more} for e, i in frames]


def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    automatic = rows(20.0, FRAMES[:6], model="convnet", seed=1)
    automatic += rows(30.0, FRAMES[6:], model="convnet", seed=1)
    adapted = rows(12.0, FRAMES[:6], model="convnet", seed=1, keyframes=10)
    baselines = pd.DataFrame(rows(40.0, FRAMES, baseline="condition"))
    scenes = pd.DataFrame([{"episode": e, "index": i, "scene": i // 100} for e, i in FRAMES])
    return pd.DataFrame([*automatic, *adapted]), baselines, scenes


def test_an_adapted_model_has_a_row_of_its_own_behind_the_automatic_ones() -> None:
    table = tabulate(*tables())
    listed = list(zip(table["method"], table["keyframes"], table["l1"], strict=True))
    assert listed == [("convnet", 0, 25.0), ("condition", 0, 40.0), ("convnet", 10, 12.0)]
    assert pd.isna(table["paper_l1"][2]) and table["paper_l1"][0] == 19.19
    text = as_markdown(table, [], {})
    assert "| grayscale | ConvNet, adapted to 10 keyframes | 1 | 12.00 " in text


def test_it_is_compared_with_itself_on_the_frames_that_are_no_keyframes() -> None:
    models, _, _ = tables()
    is_adapted = models["keyframes"].notna()
    [sentence] = adapted_sentences(models[~is_adapted], models[is_adapted])
    assert "Adapted to 10 keyframes, the ConvNet from grayscale has an L1 of 12.00" in sentence
    assert "where it has 20.00 and 200.0 without: over the 6 of 12 test frames" in sentence
