"""How near colorings come to the truth with more and more regions hinted, methods beside models.

`python benchmarks/hint_areas.py RESULTS --show munchausen --condition gray` takes the hinted models
that `benchmarks/quality.py` has trained, and prints PSNR by the share of regions with a stroke, the
area below, and L1 by the number of random points: docs/metrics.md has the definitions.
`--ink FOOTAGE` measures on the ink lines of two comic pages instead, whatever else is chosen, with
the hinted models that `benchmarks/ink.py` has trained.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import numpy as np
import pandas as pd
import torch
from hints import trained_generator
from ink import reported_pages
from quality import SEEDS, WIDTH
from shows import SHOWS, Dataset

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.shards import open_split
from chromacel.evaluation.hint_amounts import POINT, area
from chromacel.evaluation.hint_methods import untrained
from chromacel.evaluation.hint_metrics import Colored, measure_hints
from chromacel.evaluation.hinted_model import colored_by
from chromacel.evaluation.transfers import transfer
from chromacel.evaluation.untrained import TRANSFERS, UNTRAINED


def contenders(dataset: Dataset, condition: str) -> Iterator[tuple[str, Colored]]:
    for method in UNTRAINED:
        yield method, untrained(method, condition)
    for method in TRANSFERS if condition == "gray" else ():
        yield method, transfer(method, dataset.shards("training"))
    for seed in SEEDS:
        generator = trained_generator(dataset, "hinted", condition, seed, WIDTH)
        if generator is not None:
            yield f"hinted, seed {seed}", colored_by(generator)


def row(name: str, found: pd.DataFrame) -> dict[str, object]:
    means = found.groupby(["kind", "amount"])[["psnr", "l1"]].mean().reset_index()
    regions, points = means[means["kind"] != POINT], means[means["kind"] == POINT]
    shares = {f"{amount:.0%}": value for amount, value in regions[["amount", "psnr"]].to_numpy()}
    numbers = {f"L1, {amount:.0f}": value for amount, value in points[["amount", "l1"]].to_numpy()}
    return {"method": name, "area": area(regions["amount"], regions["psnr"]), **shares, **numbers}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder that quality.py was given")
    parser.add_argument("--show", choices=SHOWS, default="munchausen")
    parser.add_argument("--condition", choices=CONDITIONS, default="gray")
    parser.add_argument("--split", choices=("validation", "test"), default="test")
    parser.add_argument("--pictures", type=int, default=25, help="spread over the split")
    parser.add_argument("--ink", type=Path, metavar="FOOTAGE", help="the ink lines in this folder")
    args = parser.parse_args()
    torch.set_num_threads(1)
    show, condition = ("tuxemon", "edge") if args.ink else (args.show, args.condition)
    dataset = Dataset(show, Path(), args.results.absolute() / "quality" / show)
    if args.ink:
        pairs = [(page["ink"], page["truth"]) for page in reported_pages(args.ink).values()]
    else:
        split = open_split(dataset.shards(args.split))
        numbers = np.linspace(0, len(split) - 1, min(args.pictures, len(split))).round().astype(int)
        pairs = [*zip(*(split.pictures(kind, numbers) for kind in (condition, "rgb")), strict=True)]
    rows = []
    for name, colored in contenders(dataset, condition):
        rows.append(row(name, measure_hints(pairs, colored, "stroke")))
        print(rows[-1], flush=True)
    print(pd.DataFrame(rows).to_markdown(index=False, floatfmt=".2f"))


if __name__ == "__main__":
    main()
