"""The weights that a user most likely wants of all that a workflow has trained."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.checksums import damaged_file
from chromacel.models.recipes import RECIPES

WITH_HINTS = [name for name, recipe in RECIPES.items() if recipe.takes_hints]


def best_weights(
    results: Path, adapted_to: Collection[str] = (), takes_hints: bool = False
) -> Path:
    """Those with the least L1 on the validation split, which are from grayscale as a rule.

    Where some are adapted to keyframes of all these episodes, the best of these. Models that take
    hints are for hints, and the others for pictures without.

    Raises:
        InputError: nothing has been trained there.
        DamagedFileError: a training's record is damaged.
    """
    adapted = _records(results / "adapted", takes_hints) if adapted_to else []
    fitting = [record for record in adapted if set(adapted_to) <= set(_read(record)["frames"])]
    records = fitting or _records(results / "models", takes_hints)
    if not records and takes_hints:
        raise InputError(
            f"No model that takes hints is in {results}: train the hinted U-Net,"
            " name its weights with --weights, or let --method spread the hints."
        )
    if not records:
        raise InputError(
            f"No trained model is in {results}: train one, or name its weights with --weights."
        )
    return best_of(records)


def _records(folder: Path, takes_hints: bool) -> list[Path]:
    records = folder.glob("*/*/*/record.json")  # model, condition, seed
    return [path for path in records if (path.parents[2].name in WITH_HINTS) == takes_hints]


def best_of(records: Iterable[Path]) -> Path:
    """The weights beside the record with the least L1 on the validation split.

    Raises:
        DamagedFileError: one is damaged.
    """
    best = min(records, key=lambda record: (_validation_l1(record), str(record)))
    return best.with_name("weights.safetensors")


def _validation_l1(record: Path) -> float:
    try:
        return float(_read(record)["last_epoch"]["validation_l1"])
    except (ValueError, KeyError, TypeError) as error:
        raise damaged_file(record, error) from error


def _read(record: Path) -> dict[str, dict[str, float]]:
    try:
        said: dict[str, dict[str, float]] = {"frames": {}, **json.loads(record.read_bytes())}
    except (ValueError, TypeError) as error:
        raise damaged_file(record, error) from error
    return said
