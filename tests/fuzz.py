"""Mutated clips through `extract_frames`: no crash, no hang, no partial output.

`python tests/fuzz.py CLIPS [SEED]` prints what they came to, and fails if one broke a promise.
"""

import collections
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import h5py
import imageio_ffmpeg

from chromacel.files.checksums import FOLDER
from chromacel.jobs.command import plain_errors
from chromacel.pictures.resizing import FrameSettings
from chromacel.stages import extract_frames

SETTINGS = FrameSettings(stride=6, height=48, width=80, fit="crop", trim_bars=True)
LONGEST = 30  # seconds, where a clip takes a tenth of one
CLIPS = {
    "h264.mp4": "-c:v libx264 -g 10 -movflags faststart",
    "hevc.mkv": "-c:v libx265 -x265-params keyint=10:log-level=error",
    "vp9.webm": "-c:v libvpx-vp9 -g 10 -cpu-used 8 -b:v 100k",
    "mpeg2.ts": "-c:v mpeg2video -bf 2 -g 10",
}


def encode_clips(folder: Path) -> list[Path]:
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    source = "-v error -f lavfi -i testsrc2=s=80x48:r=24 -frames:v 30 -pix_fmt yuv420p"
    for name, options in CLIPS.items():
        words = f"{source} {options}".split()
        subprocess.run([ffmpeg, *words, str(folder / name)], check=True)
    return [folder / name for name in CLIPS]


def mutated(content: bytes, rng: random.Random) -> bytes:
    """The file with one to four changes, more of them in its first and last kilobyte."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        size = len(changed)
        ranges = [(0, size), (0, min(size, 1000)), (max(size - 1000, 0), size)]
        start = rng.randrange(*rng.choice(ranges)) if size else 0
        length = rng.choice([1, 1, 2, 4, 16, 200, 2000])
        piece = changed[start : start + length]
        change = rng.choice(["flip", "noise", "zero", "ones", "delete", "repeat", "insert", "cut"])
        if change == "flip" and piece:
            changed[start] ^= 1 << rng.randrange(8)
        elif change in ("noise", "zero", "ones"):
            made = {"noise": rng.randbytes(length), "zero": bytes(length), "ones": b"\xff" * length}
            changed[start : start + length] = made[change][: len(piece)]
        elif change == "delete":
            del changed[start : start + length]
        elif change == "repeat":
            changed[start:start] = piece * rng.randint(1, 3)
        elif change == "insert":
            changed[start:start] = rng.randbytes(length)
        elif change == "cut" and rng.random() < 0.3:
            del changed[start:]
    return bytes(changed)


def outcome(path: Path, output: Path, said: Path) -> str:
    """`frames` or `sentence`; raises AssertionError where a promise is broken.

    A forked process runs the stage: it starts at once, and may crash.
    """
    child = os.fork()
    if child == 0:
        with said.open("w") as file:
            os.dup2(file.fileno(), 2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = 99
        try:
            with plain_errors():
                extract_frames.main(path, output, SETTINGS, damaged=2, bad="stop")
                status = 0
        except SystemExit:
            status = 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    deadline = time.monotonic() + LONGEST
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise AssertionError("hangs")
        time.sleep(0.002)
    status = os.waitstatus_to_exitcode(ended[1])
    left = {entry.name for entry in output.parent.iterdir()} - {FOLDER}
    if status == 0:
        assert left == {output.name}, left
        with h5py.File(output) as file:
            kept, lost = file["index"][()].tolist(), file["damaged"][()].tolist()
            assert len(file["rgb"][()]) == len(file["time"][()]) == len(kept) > 0
        assert sorted(kept + lost) == list(range(0, 6 * len(kept + lost), 6)), (kept, lost)
        assert len(lost) <= 2
        return "frames"
    text = said.read_text()
    assert status == 1, f"status {status}: {text}"
    assert re.fullmatch(rf"Error: {re.escape(str(path))} [^\n]+\.\n", text), text
    assert left == set(), left
    return "sentence"


def fuzz(clips: int, seed: int, folder: Path) -> collections.Counter[str]:
    """Counts of clip and outcome; a clip that breaks a promise stays in the folder."""
    sources = encode_clips(folder)
    contents = [source.read_bytes() for source in sources]
    output, said = folder / "out" / "frames.h5", folder / "said.txt"
    output.parent.mkdir()
    counts: collections.Counter[str] = collections.Counter()
    for number in range(clips):
        rng = random.Random(f"{seed}-{number}")
        source = sources[number % len(sources)]
        path = folder / f"mutated-{seed}-{number}{source.suffix}"
        path.write_bytes(mutated(contents[number % len(sources)], rng))
        try:
            found = outcome(path, output, said)
        except AssertionError as error:
            counts[f"{source.name}: BROKEN"] += 1
            print(f"{path}: {error}", flush=True)
            for left in output.parent.iterdir():
                if left.is_file():
                    left.unlink()
            continue
        counts[f"{source.name}: {found}"] += 1
        path.unlink()
        output.unlink(missing_ok=True)
    return counts


def main() -> None:
    clips, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    started = time.monotonic()
    counts = fuzz(clips, seed, folder)
    for key, count in sorted(counts.items()):
        print(f"{count:6} {key}")
    print(f"{clips} clips of seed {seed} in {time.monotonic() - started:.0f} s")
    if any("BROKEN" in key for key in counts):
        sys.exit(f"The clips that broke a promise are in {folder}.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
