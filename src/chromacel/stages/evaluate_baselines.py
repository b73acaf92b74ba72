"""Rule evaluate_baselines: the metrics on the test split of baselines that learn little."""

from pathlib import Path

from chromacel.dataset.verification import check_shards
from chromacel.evaluation.baselines import measure_baselines
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(metrics: Path, *, split: Path, training: list[Path], test: list[Path]) -> None:
    """Measure how near baselines that learn nothing, or little, come to the test split's colors.

    Args:
        metrics: CSV file to write, with a row for each baseline and test frame
        split: table of `split_frames`, which the shards have to fit
        training: shards of the training split
        test: shards of the test split, in color and as each condition
    """
    check_shards(split, training + test, "training", "test")
    table = measure_baselines(training, test)
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    print(table.groupby(["baseline", "condition"])[["l1", "l2"]].mean().round(2).to_string())


if __name__ == "__main__":
    run(main)
