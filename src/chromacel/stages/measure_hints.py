"""Rule measure_hints: how near a method without training comes to the truth, given hints."""

from pathlib import Path

from chromacel.conditions.kinds import Condition
from chromacel.evaluation.hint_methods import untrained
from chromacel.evaluation.hint_metrics import HintSettings
from chromacel.evaluation.hinted_frames import measure_frames
from chromacel.evaluation.untrained import UntrainedMethod
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(
    metrics: Path,
    settings: HintSettings,
    *,
    method: UntrainedMethod,
    condition: Condition,
    test: list[Path],
) -> None:
    """Color test frames with hints for a share of their regions, and at random places, by a method
    that needs no training, and measure how near it comes to the truth.

    Args:
        metrics: CSV file to write, with a row for each frame and amount of hints
        method: what colors them
        condition: what they are colored from
        test: shards of the test split, in color and as this condition
    """
    table = measure_frames(test, condition, untrained(method, condition), settings)
    table.insert(0, "method", method)
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    print(table.groupby(["kind", "amount"])[["psnr", "l1"]].mean().round(2).to_string())


if __name__ == "__main__":
    run(main)
