"""Rule check_findings: whether the paper's findings hold for these models."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from chromacel.evaluation.convergence import measured
from chromacel.evaluation.findings import findings
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.progress import open_progress
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(
    found: Path,
    *,
    metrics: list[Path],
    epochs: list[Path],
    batches: list[Path],
    progress: list[Path],
    baselines: Path,
    split: Path,
) -> None:
    """`metrics`, `epochs`, `batches` and `progress` are of the same trainings, in the same order,
    the first seed of each pair first."""
    models = [read_table(path, ("condition", "model", "seed", *METRICS)) for path in metrics]
    pairs = [(str(table["condition"][0]), str(table["model"][0])) for table in models]
    first = {pair: pairs.index(pair) for pair in pairs}
    by_epoch, by_batch = (
        {pair: read_table(paths[place], ("epoch", "generator")) for pair, place in first.items()}
        for paths in (epochs, batches)
    )
    by_sharpness = {}
    for pair, place in first.items():
        sums = measured(open_progress(progress[place])).groupby("epoch").sum()
        shares = zip(sums.index.astype(int), sums["sharpness"] / sums["true"], strict=True)
        by_sharpness[pair] = dict(shares)
    rows = [
        asdict(finding)
        for finding in findings(
            pd.concat(models),
            read_table(baselines, ("baseline", "condition", *METRICS)),
            read_table(split, ("episode", "index", "scene")),
            by_epoch,
            by_batch,
            by_sharpness,
        )
    ]
    write_text(
        found, pd.DataFrame(rows, columns=["finding", "holds", "sentence"]).to_csv(index=False)
    )
    for row in rows:
        print(f"{row['finding']}: {row['holds']}. {row['sentence']}")


if __name__ == "__main__":
    run(main)
