"""Colored pages of a comic's unseen episode: what other pages gain from them, by method.

`python benchmarks/reference.py RESULTS FOOTAGE` takes the models that `benchmarks/quality.py` has
trained on Pepper&Carrot, shows them the page of an episode that `chromacel keyframes --count 1`
proposes, and colors all other pages: by the models as they are, by the models adapted to that page,
and by the methods that take colors from a reference without training. All see the same gray of a
page, at the size that models see (as many pixels as 180 × 320), and keep its luma exactly, so that
the L1 is that of chroma alone; no other page is left out. `--episode` and `--page` choose others;
of several `--page`, models adapt to the first, to the first two and so on, and what is colored are
the pages that none of them has seen. What was adapted once is kept.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import cv2
import numpy as np
import pandas as pd
import torch
from adaptation import base_model
from quality import SEEDS, measured
from shows import Dataset

from chromacel.coloring.methods import METHODS
from chromacel.coloring.own_luma import with_own_luma
from chromacel.coloring.references import read_references
from chromacel.conditions.making import shape_of_area
from chromacel.evaluation.distances import l1
from chromacel.keyframes.proposal import look_at, propose
from chromacel.models.inference import predict_colors
from chromacel.models.weights import TrainedModel
from chromacel.pictures.files import read_picture
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized
from chromacel.training.reference import adapted_to

SIZE = (180, 320)
MAKING = {
    "frames": {"height": 360, "width": 640},
    "downsampling": {"height": SIZE[0], "width": SIZE[1]},
}
SHEET = 6  # pages in the sheet
Coloring = Callable[[Picture], Picture]


def small(rgb: Picture) -> Picture:
    return resized(rgb, *shape_of_area(rgb, SIZE[0] * SIZE[1]))


def models(dataset: Dataset) -> Iterator[tuple[int, TrainedModel]]:
    for seed in SEEDS:
        if (measured(dataset, "tuned", "gray", seed) / "weights.pt").exists():
            model = base_model(dataset, "tuned", "gray", seed, 1)
            about = replace(model.description, making=[MAKING])
            yield seed, replace(model, description=about)


def by_model(model: TrainedModel, gray: Picture) -> Picture:
    return np.asarray(predict_colors(model.generator, torch.from_numpy(gray[None]))[0].numpy())


def by_method(name: str, references: Sequence[Picture], gray: Picture) -> Picture:
    chroma = METHODS[name].load()(gray, references)
    return np.asarray(with_own_luma(gray[None], chroma[None])[0])


def colorings(
    dataset: Dataset, references: Sequence[Picture], kept: Path
) -> Iterator[tuple[str, int, float, Coloring]]:
    """Row, seed, CPU-seconds of learning, and what colors a gray page."""
    for seed, model in models(dataset):
        yield "Tuned U-Net", seed, 0.0, partial(by_model, model)
        for number in range(1, len(references) + 1):
            start = time.process_time()
            adapted = adapted_to(model, references[:number], kept)
            seconds = time.process_time() - start
            label = f"Tuned U-Net, adapted, pages: {number}"
            yield label, seed, seconds, partial(by_model, adapted)
    seen = [small(reference) for reference in references]
    for name, method in METHODS.items():
        if method.kind == "reference":
            yield method.label, 0, 0.0, partial(by_method, name, seen)
    yield "gray itself", 0, 0.0, lambda gray: np.stack([gray] * 3, axis=-1)


def sheet(colored: dict[str, list[Picture]], path: Path) -> None:
    """Columns of the first seed of each row, and of the truth."""
    places = np.linspace(0, len(colored["truth"]) - 1, SHEET).round().astype(int)
    columns = [
        np.concatenate([cv2.resize(pages[place], SIZE[::-1]) for place in places])
        for pages in colored.values()
    ]
    cv2.imwrite(str(path), np.concatenate(columns, axis=1)[..., ::-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder of what is measured")
    parser.add_argument("footage", type=Path, help="folder of the shows")
    parser.add_argument("--episode", default="ep15", help="whose pages are colored")
    parser.add_argument(
        "--page",
        type=int,
        action="append",
        help="number of a reference page, from 0; may be given several times",
    )
    args = parser.parse_args()
    results = args.results.absolute()
    dataset = Dataset("pepper_carrot", args.footage.absolute(), results / "quality/pepper_carrot")
    episode = args.footage / "comic/pepper_carrot" / args.episode
    numbers = args.page or propose(look_at(episode), 1).numbers
    paths = sorted(episode.glob("*.jpg"))
    given = [paths[number] for number in numbers]
    references = read_references(given)
    truths = [small(read_picture(path).rgb) for path in paths if path not in given]
    grays = [np.asarray(grayscale(truth[None])[0]) for truth in truths]
    folder = results / "reference"
    rows, colored = [], {"truth": truths}
    for label, seed, seconds, color in colorings(dataset, references, folder / "kept"):
        pages = [color(gray) for gray in grays]
        colored.setdefault(label, pages)
        distances = [float(l1(page, truth)) for page, truth in zip(pages, truths, strict=True)]
        row = {"Method": label, "seed": seed, "L1": float(np.mean(distances)), "CPU-s": seconds}
        print(row, flush=True)
        rows.append({**row, **{str(place): value for place, value in enumerate(distances)}})
    folder.mkdir(parents=True, exist_ok=True)
    name = "-".join([args.episode, *(path.stem for path in given)])
    table = pd.DataFrame(rows)
    table.to_csv(folder / f"{name}.csv", index=False)
    sheet(colored, folder / f"{name}.png")
    groups = table.groupby("Method", sort=False)
    each = groups["L1"].agg(lambda values: ", ".join(f"{value:.2f}" for value in values))
    means = pd.DataFrame({"L1": groups["L1"].mean(), "Seeds": each, "CPU-s": groups["CPU-s"].max()})
    text = means.reset_index().to_markdown(index=False, floatfmt=".2f")
    (folder / f"{name}.md").write_text(text + "\n")
    shown = ", ".join(path.name for path in given)
    print(f"{len(truths)} pages of {args.episode}, given {shown}\n\n{text}")


if __name__ == "__main__":
    main()
