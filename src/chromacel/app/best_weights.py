"""The weights that a user most likely wants of all that a workflow has trained."""

import json
from collections.abc import Collection
from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.checksums import damaged_file


def best_weights(results: Path, adapted_to: Collection[str] = ()) -> Path:
    """Those with the least L1 on the validation split, which are from grayscale as a rule.

    Where some are adapted to keyframes of all these episodes, the best of these.

    Raises:
        InputError: nothing has been trained there.
        DamagedFileError: a training's record is damaged.
    """
    adapted = {path: l1 for path, (l1, names) in _trained(results / "adapted").items()
               if adapted_to and names >= set(adapted_to)}  # fmt: skip
    trained = {path: l1 for path, (l1, _) in _trained(results / "models").items()}
    if not (adapted or trained):
        raise InputError(
            f"No trained model is in {results}: train one, or name its weights with --weights."
        )
    candidates = adapted or trained
    return min(candidates, key=lambda path: (candidates[path], str(path)))


def _trained(folder: Path) -> dict[Path, tuple[float, set[str]]]:
    """The validation L1 of all weights in a folder, and the episodes they were adapted to."""
    found = {}
    for record in sorted(folder.glob("*/*/*/record.json")):
        weights = record.with_name("weights.safetensors")
        if not weights.exists():
            continue
        try:
            said = json.loads(record.read_bytes())
            l1 = float(said["last_epoch"]["validation_l1"])
            found[weights] = l1, set(said.get("frames", {}))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged_file(record, error) from error
    return found
