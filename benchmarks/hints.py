"""How far a few colors that a person gives bring a model.

`python benchmarks/hints.py RESULTS` takes the models that `benchmarks/quality.py` has trained, and
gives them the true colors of 0 to 100 points of each picture: the mean of 4 × 4 pixels at random
places, the same for all models. It prints the L1 of `hinted`, and of `tuned`, which takes none.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import numpy as np
import pandas as pd
import torch
from quality import SEEDS, measured, settings_of
from shows import SHOWS, Dataset

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.batches import load_examples
from chromacel.evaluation.distances import l1
from chromacel.models.inference import predict_colors, predict_hinted
from chromacel.models.networks import Network
from chromacel.models.objectives import objective_class

COUNTS = (0, 1, 3, 10, 30, 100)
SIDE = 4  # pixels of a point


def trained_generator(
    dataset: Dataset, model: str, condition: str, seed: int, width: float
) -> Network | None:
    path = measured(dataset, model, condition, seed) / "weights.pt"
    if not path.exists():
        return None
    generator = objective_class(model).build_generator(settings_of(model, 1, width), condition)
    generator.load_state_dict(torch.load(path))
    return generator.eval()


def points(truth: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Colors (h, w, 3) uint8 and mask (h, w) of so many points of a picture; those of a higher
    count are the same and more."""
    random = np.random.default_rng(seed)
    colors, given = np.zeros_like(truth), np.zeros(truth.shape[:2], bool)
    for row, column in random.random((count, 2)) * np.subtract(given.shape, SIDE - 1):
        square = slice(int(row), int(row) + SIDE), slice(int(column), int(column) + SIDE)
        colors[square] = truth[square].mean((0, 1)).round()
        given[square] = True
    return colors, given


def errors(
    generator: Network, dataset: Dataset, condition: str, split: str, count: int
) -> np.ndarray:
    """L1 of each picture of a split with so many points, (n,)."""
    device = next(generator.parameters()).device
    examples = load_examples(dataset.shards(split), condition, device, 16)
    rows = []
    for number, (seen, true) in enumerate(examples.batches(torch.arange(len(examples)).split(1))):
        truth = true.cpu().numpy()
        if count:
            hints = points(truth[0], count, number)
            given = [torch.from_numpy(part[None]).to(device) for part in hints]
            colored = predict_hinted(generator, seen, *given)
        else:
            colored = predict_colors(generator, seen)
        rows.append(l1(colored.cpu().numpy(), truth))
    return np.concatenate(rows)


def table(datasets: list[Dataset], split: str, device: torch.device, width: float) -> pd.DataFrame:
    rows = []
    for dataset in datasets:
        for condition in CONDITIONS:
            for model, counts in (("tuned", (0,)), ("hinted", COUNTS)):
                for seed in SEEDS:
                    generator = trained_generator(dataset, model, condition, seed, width)
                    if generator is None:
                        continue
                    row = {"Show": dataset.name, "Input": condition, "Model": model, "Seed": seed}
                    for count in counts:
                        found = errors(generator.to(device), dataset, condition, split, count)
                        row[str(count)] = float(found.mean())
                    rows.append(row)
                    print(row, flush=True)
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder that quality.py was given")
    parser.add_argument("--split", choices=("validation", "test"), default="test")
    parser.add_argument("--show", choices=SHOWS, action="append")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--width", type=float, default=0.25, help="of the networks")
    args = parser.parse_args()
    results = args.results.absolute() / "quality"
    datasets = [Dataset(name, Path(), results / name) for name in args.show or SHOWS]
    found = table(datasets, args.split, torch.device(args.device), args.width)
    means = found.groupby(["Show", "Input", "Model"]).mean().drop(columns="Seed").reset_index()
    text = "\n\n".join(part.to_markdown(index=False, floatfmt=".1f") for part in (found, means))
    (results / f"hints-{args.split}.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
