"""Rule write_report: the table, the findings, a viewer and all figures on one page."""

from pathlib import Path

import pandas as pd

from chromacel.colored_frames import open_colored
from chromacel.command import run
from chromacel.csv_tables import read_table
from chromacel.leakage import shares
from chromacel.names import METRICS
from chromacel.report.figures import grouped_figures
from chromacel.report.frames import Evidence, choices, chosen_frames, model_key, viewer_data
from chromacel.report.page import Viewer, page
from chromacel.shards import open_split, read_origins
from chromacel.storage import write_text


def main(
    report: Path,
    *,
    frames: int,
    by: str,
    table: Path,
    findings: Path,
    failures: Path,
    leakage: Path,
    metrics: list[Path],
    colored: list[Path],
    test: list[Path],
    figures: list[Path],
) -> None:
    """`metrics` and `colored` are of the same trainings, in the same order."""
    split, origins = open_split(test), pd.DataFrame(read_origins(test))
    models = [open_colored(path, origins) for path in colored]
    near = read_table(leakage, ("by", "episode", "index", "distance"))
    evidence = Evidence(
        read_table(failures, ("kind", "episode", "index")),
        near[near["by"] == by],
        {
            model_key(model): read_table(path, ("episode", "index", "l1")).set_index(
                ["episode", "index"]
            )
            for model, path in zip(models, metrics, strict=True)
        },
    )
    chosen = chosen_frames(origins, evidence.failures, frames)
    text = page(
        read_table(table, ("condition", "method", *METRICS)),
        read_table(findings, ("finding", "holds", "sentence")),
        shares(near),
        by,
        Viewer(viewer_data(origins, chosen, split, models, evidence), choices(models)),
        grouped_figures(figures, {"split": {"by": by}}),
    )
    write_text(report, text)
    print(f"{len(chosen)} of {len(origins)} test frames, {len(text) / 1e6:.1f} MB")


if __name__ == "__main__":
    run(main)
