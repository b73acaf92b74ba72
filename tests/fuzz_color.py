"""Mutated clips, pictures and comics through `chromacel color`: a file or one sentence.

`python tests/fuzz_color.py FILES [SEED]` prints the outcomes, and fails if one broke a promise.
"""

import collections
import io
import random
import re
import shutil
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import img2pdf
import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).parent / "coloring"))

from test_unseen import write_weights

from color_runs import color, left
from fuzz import encode_clips, mutated

PICTURES = ("PNG", "JPEG", "WEBP", "TIFF")


def make_sources(folder: Path) -> list[Path]:
    """Clips, pictures and comics of a few kilobytes."""
    gray = Image.fromarray(np.random.default_rng(0).integers(0, 255, (48, 40), np.uint8))
    for kind in PICTURES:
        gray.save(folder / f"page.{kind.lower()}", kind)
    content = io.BytesIO()
    gray.save(content, "PNG")
    for name, compression in (("stored.cbz", zipfile.ZIP_STORED), ("packed.cbz", 8)):
        with zipfile.ZipFile(folder / name, "w", compression) as archive:
            for page in ("1.png", "2.png"):
                archive.writestr(page, content.getvalue())
            archive.writestr("ComicInfo.xml", "<ComicInfo/>")
    (folder / "comic.pdf").write_bytes(img2pdf.convert([content.getvalue()] * 2))
    pages = [folder / f"page.{kind.lower()}" for kind in PICTURES]
    comics = [folder / name for name in ("stored.cbz", "packed.cbz", "comic.pdf")]
    return [*encode_clips(folder), *pages, *comics]


def outcome(path: Path, out: Path, weights: Path) -> str:
    """`file` or `sentence`; raises AssertionError where a promise is broken."""
    done = color(path, "--out", out, "--weights", weights, "--device", "cpu")
    found = {name for name in left(out) if not name.startswith(".chromacel/")}
    assert "Traceback" not in done.said, done.said
    if done.status == 0:
        assert len(found) == 1 and left(out) == {*found, ".chromacel/colored.jsonl"}, left(out)
        return "file"
    assert done.status == 1, done
    assert len(done.errors) == 1, done.said
    assert re.search(rf"{re.escape(str(path))}\b.*\.$", done.errors[0]), done.errors
    assert not found, found
    return "sentence"


def fuzz(files: int, seed: int, folder: Path) -> collections.Counter[str]:
    """Counts of file and outcome; one that breaks a promise stays in the folder."""
    sources = make_sources(folder)
    weights = write_weights(folder / "weights.safetensors", "gray")
    counts: collections.Counter[str] = collections.Counter()
    for number in range(files):
        source = sources[number % len(sources)]
        path = folder / f"mutated-{seed}-{number}{source.suffix}"
        path.write_bytes(mutated(source.read_bytes(), random.Random(f"{seed}-{number}")))
        try:
            found = outcome(path, folder / "out", weights)
            path.unlink()
        except AssertionError as error:
            found = "BROKEN"
            print(f"{path}: {error}", flush=True)
        counts[f"{source.name}: {found}"] += 1
        shutil.rmtree(folder / "out", ignore_errors=True)
    return counts


def main() -> None:
    files, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = Path(tempfile.mkdtemp(prefix="fuzz-color-"))
    started = time.monotonic()
    counts = fuzz(files, seed, folder)
    for key, count in sorted(counts.items()):
        print(f"{count:6} {key}")
    print(f"{files} files of seed {seed} in {time.monotonic() - started:.0f} s")
    if any("BROKEN" in key for key in counts):
        sys.exit(f"The files that broke a promise are in {folder}.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
