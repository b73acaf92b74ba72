"""Rule measure_transfers: how near the colors of the nearest training picture come to the truth."""

from pathlib import Path

from chromacel.evaluation.hint_metrics import HintSettings
from chromacel.evaluation.hinted_frames import measure_frames
from chromacel.evaluation.transfers import transfer
from chromacel.evaluation.untrained import TransferMethod
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(
    metrics: Path,
    settings: HintSettings,
    *,
    method: TransferMethod,
    training: list[Path],
    test: list[Path],
) -> None:
    """Color the test frames of `measure_hints` like the nearest training picture, without hints,
    and measure their errors.

    Args:
        metrics: CSV file to write, with the columns of `measure_hints`
        method: what colors them
        training: shards of the training split, in color and in gray
        test: shards of the test split, in color and in gray
    """
    table = measure_frames(test, "gray", transfer(method, training), settings)
    table.insert(0, "method", method)
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    print(table[["psnr", "l1"]].mean().round(2).to_string())


if __name__ == "__main__":
    run(main)
