"""Rule evaluate_baselines: the metrics on the test split of answers that learn nothing."""

from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.episode_files import BLOCK
from chromacel.dataset.shards import open_split, read_origins
from chromacel.dataset.verification import check_shards
from chromacel.evaluation.baselines import answers, average
from chromacel.evaluation.metrics import measure
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(metrics: Path, *, split: Path, training: list[Path], test: list[Path]) -> None:
    check_shards(split, training + test, "training", "test")
    averages, known, held_out = average(training), open_split(training), open_split(test)
    origins = pd.DataFrame(read_origins(test))
    tables = []
    for start in range(0, len(held_out), BLOCK):
        numbers = np.arange(start, min(start + BLOCK, len(held_out)))
        truth = held_out.pictures("rgb", numbers)
        conditions = {name: held_out.pictures(name, numbers) for name in CONDITIONS}
        for baseline, condition, colored in answers(averages, known, conditions):
            own = origins.iloc[numbers].reset_index(drop=True)
            own.insert(0, "baseline", baseline)
            own.insert(1, "condition", condition)
            tables.append(own.assign(**measure(colored, truth)))
    table = pd.concat(tables).sort_values(["baseline", "condition"], kind="stable")
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    print(table.groupby(["baseline", "condition"])[["l1", "l2"]].mean().round(2).to_string())


if __name__ == "__main__":
    run(main)
