"""A few colored frames of an unseen episode: what models gain that go on training with them.

`python benchmarks/adaptation.py RESULTS FOOTAGE` takes the models that `benchmarks/quality.py` has
trained on the first part of munchausen, and adapts each to frames proposed of the second, in their
true colors: 10 from grayscale, 20 from edges. It measures the frames of other drawings than these.
What was measured once is kept.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import numpy as np
import pandas as pd
import torch
from quality import CPU, SEEDS, colored_split, engine, measured, settings_of
from shows import Dataset

from chromacel.conditions.making import make_condition
from chromacel.dataset.batches import ResidentExamples, load_examples
from chromacel.dataset.shards import read_origins
from chromacel.evaluation.distances import l1
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.keyframes.proposal import look_at, propose
from chromacel.models.objectives import objective_class
from chromacel.models.recipes import RECIPES
from chromacel.models.weights import Description, TrainedModel
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.training.adaptation import AdaptationSettings, adapt

COUNTS = {"gray": 10, "edge": 20}
STRIDE = 10  # also the number of frames for which a drawing is held here
FRAMES = FrameSettings(STRIDE, 360, 640, "crop", False)
SMALL = DownsamplingSettings(180, 320)
CANNY = EdgeSettings(100, 200, 3)
HOW = AdaptationSettings(share=0.33, epochs=6, learning_rate=1.0)


def proposed(video: Path, count: int) -> tuple[list[int], np.ndarray]:
    """Numbers of the frames proposed, in display order, and their pictures as frames are fitted."""
    numbers = np.array(sorted(propose(look_at(video), count).numbers))

    def fitted(frame: object) -> np.ndarray:
        return fit_picture(frame.rgb, FRAMES, frame.pixel_aspect)  # type: ignore[attr-defined]

    return numbers.tolist(), np.stack(read_frames(video, Reading(numbers=numbers), fitted))


def base_model(
    dataset: Dataset, model: str, condition: str, seed: int, number: int
) -> TrainedModel:
    path = measured(dataset, model, condition, seed) / "weights.pt"
    settings = settings_of(model, number)
    generator = objective_class(model).build_generator(settings, condition)
    generator.load_state_dict(torch.load(path))
    about = Description(model, condition, seed, asdict(settings), [], (180, 320), {}, {}, "", {})
    return TrainedModel(path, generator.eval(), about)


def measure(
    dataset: Dataset, model: str, condition: str, seed: int, video: Path
) -> dict[str, float]:
    numbers, rgb = proposed(video, COUNTS[condition])
    seen = downsample(make_condition(rgb, condition, CANNY), SMALL)
    keyframes = ResidentExamples(torch.from_numpy(seen), torch.from_numpy(downsample(rgb, SMALL)))
    show, validation = (
        load_examples(dataset.shards(split), condition, CPU, 16)
        for split in ("training", "validation")
    )
    start = time.process_time()
    base = base_model(dataset, model, condition, seed, len(show))
    training = adapt(base, keyframes, show, validation, HOW, engine())
    seconds = time.process_time() - start
    drawings = {number // STRIDE for number in numbers}
    index = np.array(read_origins(dataset.shards("test"))["index"])
    others = ~np.isin(index // STRIDE, list(drawings))
    before, truth = colored_split(base.generator, dataset, condition, "test")
    after, _ = colored_split(training.objective.generator.eval(), dataset, condition, "test")
    return {
        "frames": int(others.sum()),
        "before": float(l1(before[others], truth[others]).mean()),
        "after": float(l1(after[others], truth[others]).mean()),
        "cpu_seconds": seconds,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder of what is measured")
    parser.add_argument("footage", type=Path, help="folder of the shows")
    parser.add_argument("--model", choices=RECIPES, action="append")
    args = parser.parse_args()
    footage, results = args.footage.absolute(), args.results.absolute()
    dataset = Dataset("munchausen", footage, results / "quality/munchausen")
    video = footage / "munchausen/munchausen_02.mp4"
    rows = []
    for model in args.model or RECIPES:
        for condition, count in COUNTS.items():
            records = []
            for seed in SEEDS:
                folder = measured(dataset, model, condition, seed)
                if not (folder / "weights.pt").exists():
                    continue
                path = folder / "adapted.json"
                if not path.exists():
                    path.write_text(json.dumps(measure(dataset, model, condition, seed, video)))
                    print(model, condition, seed, path.read_text(), flush=True)
                records.append(json.loads(path.read_text()))
            if records:
                means = pd.DataFrame(records).mean()
                each = ", ".join(f"{record['after']:.1f}" for record in records)
                rows.append(
                    {
                        "Input": condition,
                        "Model": RECIPES[model].label,
                        "Keyframes": count,
                        "Other frames": int(means["frames"]),
                        "L1 before": means["before"],
                        "L1 after": means["after"],
                        "Seeds": each,
                        "CPU-s": means["cpu_seconds"],
                    }
                )
    text = pd.DataFrame(rows).to_markdown(index=False, floatfmt=".1f")
    (dataset.folder / "adapted.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
