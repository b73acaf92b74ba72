"""Ink lines of real comic pages, colored by models that have learned from other pages' edges.

`python benchmarks/ink.py RESULTS FOOTAGE` trains each model on the panels of one comic and on
windows of another's colored pages, and gives it the ink lines of two pages that it has not seen,
whose colors are known: as they are, inverted to bright lines on black, and as Canny finds edges in
them. `--model` and `--seed` choose parts; what was measured once is kept.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import cv2
import numpy as np
import pandas as pd
import torch
from quality import CPU, SEEDS, measured, trained
from shows import Dataset

from chromacel.dataset.batches import ResidentExamples, load_examples
from chromacel.evaluation.distances import l1
from chromacel.models.inference import predict_colors
from chromacel.models.recipes import RECIPES
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings, detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames, Picture

ROWS, COLUMNS = 360, 640  # of a panel, before it is downsampled
STEP = 60  # rows between windows of a page
CANNY = EdgeSettings(100, 200, 3)
LEARNED = [f"ch2_page{number}.png" for number in (1, 2, 3, 4)]
REPORTED = ["ch1_p2", "ch1_p3"]


def page(path: Path) -> Picture:
    """A page as wide as a panel, by area averages."""
    rgb = cv2.imread(str(path))[..., ::-1]
    rows = round(rgb.shape[0] * COLUMNS / rgb.shape[1] / 2) * 2
    return np.ascontiguousarray(cv2.resize(rgb, (COLUMNS, rows), interpolation=cv2.INTER_AREA))


def halved(pictures: Frames) -> Frames:
    size = DownsamplingSettings(pictures.shape[1] // 2, pictures.shape[2] // 2)
    return downsample(pictures, size)


def edges(rgb: Frames) -> Frames:
    return halved(detect_edges(grayscale(rgb), CANNY))


def windows(folder: Path) -> Iterator[Picture]:
    for name in LEARNED:
        whole = page(folder / name)
        for top in range(0, len(whole) - ROWS + 1, STEP):
            yield whole[top : top + ROWS]


def examples(footage: Path, results: Path) -> ResidentExamples:
    """Panels of Pepper&Carrot, and windows of Tuxemon's second chapter."""
    dataset = Dataset("pepper_carrot", footage, results / "quality/pepper_carrot")
    dataset.prepare()
    panels = load_examples(dataset.shards("training"), "edge", CPU, 16)
    [(condition, colors)] = panels.batches([torch.arange(len(panels))])
    rgb = np.stack([*windows(footage / "comic/tuxemon")])
    return ResidentExamples(
        torch.cat([condition, torch.from_numpy(edges(rgb))]),
        torch.cat([colors, torch.from_numpy(halved(rgb))]),
    )


def reported_pages(footage: Path) -> dict[str, dict[str, Picture]]:
    """By page: its ink lines and Canny's edges of them, as models see them, and the truth."""
    pages = {}
    for name in REPORTED:
        lines = page(footage / f"comic/tuxemon/{name}_line.png")
        truth = page(footage / f"comic/tuxemon/{name}_color.png")
        size = (lines.shape[1] // 2, lines.shape[0] // 2)
        small = cv2.resize(lines, size, interpolation=cv2.INTER_AREA)
        pages[name] = {
            "ink": 255 - grayscale(small[None])[0],
            "canny": edges(lines[None])[0],
            "truth": cv2.resize(truth, size, interpolation=cv2.INTER_AREA),
        }
    return pages


def measure(
    dataset: Dataset,
    model: str,
    seed: int,
    learned: ResidentExamples,
    pages: dict[str, dict[str, Picture]],
) -> tuple[dict[str, float], list[Picture]]:
    """Train, and keep the weights: L1 over both pages for each kind of input, and the pages from
    ink lines."""
    source = RECIPES[model].starts_from
    start = measured(dataset, source, "edge", seed) / "weights.pt" if source else None
    if start and not start.exists():
        sys.exit(f"{model} starts from {source}: train it first, with --model {source}.")
    generator = trained(learned, model, "edge", seed, start=start).objective.generator.eval()
    weights = measured(dataset, model, "edge", seed) / "weights.pt"
    weights.parent.mkdir(parents=True, exist_ok=True)
    torch.save(generator.state_dict(), weights)
    distances, colored = {}, []
    for kind in ("ink", "canny"):
        each = []
        for pictures in pages.values():
            condition = torch.from_numpy(np.ascontiguousarray(pictures[kind]))[None]
            colors = predict_colors(generator, condition)[0].numpy()
            each.append(float(l1(colors, pictures["truth"])))
            colored += [colors] if kind == "ink" else []
        distances[kind] = float(np.mean(each))
    return distances, colored


def constant(color: np.ndarray, pages: dict[str, dict[str, Picture]]) -> float:
    flat = (np.broadcast_to(color, each["truth"].shape) for each in pages.values())
    pairs = zip(flat, pages.values(), strict=True)
    return float(np.mean([l1(colors, each["truth"]) for colors, each in pairs]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder of what is measured")
    parser.add_argument("footage", type=Path, help="folder of the shows")
    parser.add_argument("--model", choices=RECIPES, action="append")
    parser.add_argument("--seed", choices=SEEDS, type=int, action="append")
    args = parser.parse_args()
    results = args.results.absolute()
    folder = results / "quality/tuxemon"
    dataset = Dataset("tuxemon", args.footage, folder)
    folder.mkdir(parents=True, exist_ok=True)
    learned, pages = examples(args.footage, results), reported_pages(args.footage)
    for model in args.model or RECIPES:
        for seed in args.seed or SEEDS:
            record = folder / f"{model}-{seed}.json"
            weights = measured(dataset, model, "edge", seed) / "weights.pt"
            if not (record.exists() and weights.exists()):
                distances, colored = measure(dataset, model, seed, learned, pages)
                for name, colors in zip(pages, colored, strict=True):
                    cv2.imwrite(str(folder / f"{name}-{model}-{seed}.png"), colors[..., ::-1])
                record.write_text(json.dumps(distances))
                print(model, seed, distances, flush=True)
    mean = learned.colors.float().mean((0, 1, 2)).round().byte().numpy()
    rows = [
        {"Method": "baseline: white", "L1 from ink": constant(np.array([255] * 3), pages)},
        {"Method": "baseline: mean training color", "L1 from ink": constant(mean, pages)},
    ]
    for model, recipe in RECIPES.items():
        texts = [path.read_text() for path in sorted(folder.glob(f"{model}-*.json"))]
        if texts:
            means = pd.DataFrame(map(json.loads, texts)).mean()
            rows.append(
                {
                    "Method": recipe.label,
                    "L1 from ink": means["ink"],
                    "L1 from Canny's edges of it": means["canny"],
                }
            )
    text = pd.DataFrame(rows).to_markdown(index=False, floatfmt=".1f")
    (folder / "table.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
