"""Rule evaluate_baselines: the distances on the test split of answers that learn nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import torch

from chromacel.command import run
from chromacel.evaluation import distances, gray_as_color, mean_picture
from chromacel.frames import CONDITIONS
from chromacel.shards import open_split, read_origins
from chromacel.storage import write_text


def main(metrics: Path, *, training: list[Path], test: list[Path]) -> None:
    split = open_split(test)
    everything = np.arange(len(split))
    truth, *conditions = (
        torch.from_numpy(split.pictures(name, everything)) for name in ("rgb", *CONDITIONS)
    )
    picture = torch.from_numpy(mean_picture(training))
    color = picture.mean((0, 1)).expand_as(picture)
    answers: dict[tuple[str, str], torch.Tensor] = {
        **{
            ("condition", name): gray_as_color(pictures)
            for name, pictures in zip(CONDITIONS, conditions, strict=True)
        },
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
