"""Rule evaluate_baselines: the distances on the test split of answers that learn nothing."""

from pathlib import Path

import pandas as pd
import torch

from chromacel.command import run
from chromacel.evaluation import distances, gray_as_color, mean_picture
from chromacel.examples import load_examples
from chromacel.frames import CONDITIONS
from chromacel.shards import read_origins
from chromacel.storage import write_text

CPU = torch.device("cpu")


def main(metrics: Path, *, training: list[Path], test: list[Path]) -> None:
    examples = {condition: load_examples(test, condition, CPU) for condition in CONDITIONS}
    truth = examples[CONDITIONS[0]].colors
    picture = torch.from_numpy(mean_picture(training))
    color = picture.mean((0, 1)).expand_as(picture)
    answers: dict[tuple[str, str], torch.Tensor] = {
        **{("condition", name): gray_as_color(own.condition) for name, own in examples.items()},
        ("mean_color", "none"): color.round().byte().expand_as(truth),
        ("mean_picture", "none"): picture.round().byte().expand_as(truth),
    }
    tables = []
    for (baseline, condition), answer in answers.items():
        l1, l2 = distances(answer, truth)
        names = {"baseline": baseline, "condition": condition}
        tables.append(pd.DataFrame({**names, **read_origins(test), "l1": l1, "l2": l2}))
        print(f"{baseline} ({condition}): L1 {l1.mean():.2f}, L2 {l2.mean():.1f}")
    write_text(metrics, pd.concat(tables).to_csv(index=False, float_format="%.6f"))


if __name__ == "__main__":
    run(main)
