"""How far a few colors that a person gives bring a model.

`python benchmarks/hints.py RESULTS` takes the models that `benchmarks/quality.py` has trained, and
gives them the true colors of 0 to 100 points of each picture, as `measure_hints` does: the mean of
4 × 4 pixels at random places, the same for all models. It prints the L1 of `hinted`, and of
`tuned`, which takes none; and how `hinted` obeys: one point has a color that the picture does not
have, in an area of one true color, and CIELAB's chroma there is compared with it, and elsewhere
with what it is without.
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
from skimage.color import rgb2lab

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.batches import load_examples
from chromacel.evaluation.distances import l1
from chromacel.evaluation.hint_amounts import NUMBERS
from chromacel.evaluation.hint_points import random_points
from chromacel.models.hint_drawing import flooded
from chromacel.models.inference import predict_colors, predict_hinted
from chromacel.models.luma import BLUE, GREEN, RED, exact_colors
from chromacel.models.networks import Network
from chromacel.models.objectives import objective_class
from chromacel.models.scaling import scaled_condition
from chromacel.pictures.chroma import chroma
from chromacel.pictures.grayscale import grayscale

LARGEST = 0.25  # share of the picture that gets a new color
NEW = ((40, 40), (40, -30), (-40, 40), (-30, -30))  # chromas: blue, red less luma


def trained_generator(
    dataset: Dataset, model: str, condition: str, seed: int, width: float
) -> Network | None:
    path = measured(dataset, model, condition, seed) / "weights.pt"
    if not path.exists():
        return None
    generator = objective_class(model).build_generator(settings_of(model, 1, width), condition)
    generator.load_state_dict(torch.load(path))
    return generator.eval()


def errors(
    generator: Network, dataset: Dataset, condition: str, split: str, count: int
) -> np.ndarray:
    """L1 of each picture of a split with so many points, (n,)."""
    device = next(generator.parameters()).device
    examples = load_examples(dataset.shards(split), condition, device, 16)
    rows = []
    for seen, true in examples.batches(torch.arange(len(examples)).split(1)):
        truth = true.cpu().numpy()
        if count:
            hints = random_points(truth[0], count)
            arrays = hints.colors[None], hints.given[None]
            given = [torch.from_numpy(array).to(device) for array in arrays]
            colored = predict_hinted(generator, seen, *given)
        else:
            colored = predict_colors(generator, seen)
        rows.append(l1(colored.cpu().numpy(), truth))
    return np.concatenate(rows)


def obedience(
    generator: Network, dataset: Dataset, condition: str, split: str
) -> tuple[float, float]:
    """Mean chroma errors of the area that a new color is given in, and change outside of it."""
    device = next(generator.parameters()).device
    examples = load_examples(dataset.shards(split), condition, device, 16)
    found = []
    for number, (seen, true) in enumerate(examples.batches(torch.arange(len(examples)).split(1))):
        truth = true[0].cpu().numpy()
        row, column = np.random.default_rng(number).integers(2, np.subtract(truth.shape[:2], 2))
        area = flooded(truth, int(row), int(column))
        square = slice(row - 2, row + 2), slice(column - 2, column + 2)
        if not area[square].all() or area.mean() > LARGEST:
            continue
        wanted, given = recolored(truth), np.zeros(area.shape, bool)
        given[square] = True
        colors, mask = (torch.from_numpy(part[None]).to(device) for part in (wanted, given))
        before, after = (
            lab_chroma(predict_hinted(generator, seen, colors, one)[0].cpu().numpy())
            for one in (mask & False, mask)
        )
        apart = [(area, after - lab_chroma(wanted)), (~area, after - before)]
        found.append([np.linalg.norm(part[where], axis=1).mean() for where, part in apart])
    inside, outside = np.mean(found, axis=0)
    return float(inside), float(outside)


def recolored(truth: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8, with its own luma and one new chroma: of four, the one that is farthest from
    all that the picture has."""
    known = chroma(truth).reshape(-1, 2)[::16]
    new = max(NEW, key=lambda one: np.linalg.norm(known - np.float32(one), axis=1).min())
    blue, red = new
    green = -(RED * red + BLUE * blue) / GREEN
    luma = torch.from_numpy(grayscale(truth[None]))
    shift = torch.tensor([red, green, blue]).view(1, 3, 1, 1) / 127.5
    return exact_colors(luma, scaled_condition(luma) + shift)[0].numpy()


def lab_chroma(rgb: np.ndarray) -> np.ndarray:
    return rgb2lab(rgb)[..., 1:]


def table(datasets: list[Dataset], split: str, device: torch.device, width: float) -> pd.DataFrame:
    rows = []
    for dataset in datasets:
        for condition in CONDITIONS:
            for model, counts in (("tuned", (0,)), ("hinted", NUMBERS)):
                for seed in SEEDS:
                    generator = trained_generator(dataset, model, condition, seed, width)
                    if generator is None:
                        continue
                    row = {"Show": dataset.name, "Input": condition, "Model": model, "Seed": seed}
                    for count in counts:
                        found = errors(generator.to(device), dataset, condition, split, count)
                        row[str(count)] = float(found.mean())
                    if model == "hinted":
                        there, elsewhere = obedience(generator, dataset, condition, split)
                        row |= {"New color": there, "Elsewhere": elsewhere}
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
