"""Whole shots in the workflow: whose frames they are, what is measured, and what is rerun."""

import h5py
import numpy as np
import pandas as pd

from chromacel.figures.film import MOST_BYTES
from conftest import Plan, Workflow

RULES = {"take_shots", "color_shots", "measure_shots", "plot_shots"}


def test_a_shot_has_its_test_frame_as_the_shards_have_it(finished_workflow: Workflow) -> None:
    results = finished_workflow.folder / "results"
    with h5py.File(results / "shots/shots.h5") as shots:
        places = {
            (name, index): place
            for place, (name, index) in enumerate(
                zip(shots["episode"].asstr(), shots["index"], strict=True)
            )
        }
        for kind in ("rgb", "gray", "edge"):
            with h5py.File(results / f"dataset/{kind}/test-0.h5") as shard:
                rows = list(zip(shard["episode"].asstr(), shard["index"], strict=True))
                both = [
                    (row, places[origin]) for row, origin in enumerate(rows) if origin in places
                ]
                assert len(both) >= len(np.unique(shots["shot"])) > 0
                for row, place in both:
                    assert np.array_equal(shard[kind][row], shots[kind][place])


def test_each_model_has_a_row_its_shots_are_measured_and_the_film_is_small(
    finished_workflow: Workflow,
) -> None:
    results = finished_workflow.folder / "results"
    table = pd.read_csv(results / "shots.csv")
    rows = list(zip(table["condition"], table["model"], table["method"], strict=True))
    methods = {"gray": ["alone", "steady"], "edge": ["alone"]}
    models = ("convnet", "gan")
    assert rows == [
        (one, model, way) for one in methods for model in models for way in methods[one]
    ]
    for condition, model, _ in rows:
        own = pd.read_csv(results / f"shots/{model}/{condition}/1/metrics.csv")
        assert set(own["model"]) == {model}
        assert own["frames"].sum() == table["frames"][0] * len(methods[condition])
    assert 0 < (results / "figures/film.mp4").stat().st_size <= MOST_BYTES
    assert "data:video/mp4;base64," in (results / "report.html").read_text()


def test_another_length_takes_the_shots_again_and_retrains_nothing(plan: Plan) -> None:
    assert plan.planned("shots: {seconds: 0.4}") == {*RULES, "write_report"}


def test_no_shots_are_taken_where_none_are_asked_for(plan: Plan) -> None:
    done = plan.run("--forceall", config="shots: {number: 0}")
    assert done.returncode == 0, done.stdout
    assert not RULES & set(done.stdout.split())
