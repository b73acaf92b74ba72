"""Rule check_findings: whether the paper's findings hold for these models."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from chromacel.command import run
from chromacel.csv_tables import read_table
from chromacel.findings import findings
from chromacel.names import METRICS
from chromacel.storage import write_text


def main(
    found: Path,
    *,
    metrics: list[Path],
    epochs: list[Path],
    batches: list[Path],
    baselines: Path,
    split: Path,
) -> None:
    """`metrics`, `epochs` and `batches` are of the same trainings, in the same order."""
    models = [read_table(path, ("condition", "model", "seed", *METRICS)) for path in metrics]
    pairs = [(str(table["condition"][0]), str(table["model"][0])) for table in models]
    # Of several seeds, the histories of the first.
    by_epoch, by_batch = (
        {
            pair: read_table(path, ("epoch", "generator"))
            for pair, path in reversed(list(zip(pairs, paths, strict=True)))
        }
        for paths in (epochs, batches)
    )
    rows = [
        asdict(finding)
        for finding in findings(
            pd.concat(models),
            read_table(baselines, ("baseline", "condition", *METRICS)),
            read_table(split, ("episode", "index", "scene")),
            dict(reversed(by_epoch.items())),
            dict(reversed(by_batch.items())),
        )
    ]
    write_text(
        found, pd.DataFrame(rows, columns=["finding", "holds", "sentence"]).to_csv(index=False)
    )
    for row in rows:
        print(f"{row['finding']}: {row['holds']}. {row['sentence']}")


if __name__ == "__main__":
    run(main)
