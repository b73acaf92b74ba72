"""Files that break careless readers, and what `extract_frames` makes of each.

`python tests/bad_inputs.py TABLE [FOLDER]` writes the table, with the files of FOLDER as well.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import imageio_ffmpeg
import numpy as np

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
STRIDE = 10
FRAMES = 60
SETTINGS = f"--stride {STRIDE} --height 96 --width 160 --fit crop --trim-bars False".split()
KEY = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Outcome:
    """What a run of the stage came to: exit status, its lines on stderr, indices kept and lost."""

    status: int
    lines: list[str]
    kept: list[int]
    lost: list[int]

    def __str__(self) -> str:
        if self.status:
            return self.lines[-1] if self.lines else f"status {self.status}"
        return f"{len(self.kept)} frames" + (f", lost {self.lost}" if self.lost else "")


def extract(episode: Path, output: Path, damaged: int = 0) -> Outcome:
    """Run `extract_frames` in a process of its own, for a minute at most."""
    command = [sys.executable, "-m", "chromacel.stages.extract_frames", *SETTINGS]
    command += ["--damaged", str(damaged), "--bad", "stop", "--", str(episode), str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    lines = done.stderr.splitlines()
    if done.returncode:
        assert not output.exists()
        return Outcome(done.returncode, lines, [], [])
    with h5py.File(output) as file:
        kept, lost = file["index"][()].tolist(), file["damaged"][()].tolist()
        assert len(file["rgb"][()]) == len(kept)
    return Outcome(0, lines, kept, lost)


def encode(path: Path, *options: str, source: str = "testsrc2=s=160x96:r=24") -> Path:
    command = [FFMPEG, "-y", "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", str(FRAMES)]
    subprocess.run([*command, "-pix_fmt", "yuv420p", *options, str(path)], check=True)
    return path


def copy(path: Path, source: Path, *options: str, before: tuple[str, ...] = ()) -> Path:
    command = [FFMPEG, "-y", "-v", "error", *before, "-i", str(source), "-c", "copy", *options]
    subprocess.run([*command, str(path)], check=True)
    return path


def bad_inputs(folder: Path) -> Iterator[Path]:
    """Make the files in a folder, one after the other."""
    sound = folder / "good"
    sound.mkdir()
    x264 = ("-c:v", "libx264", "-g", "20", "-bf", "2")
    mp4 = encode(sound / "good.mp4", *x264)
    fast = encode(sound / "fast.mp4", *x264, "-movflags", "faststart")
    mkv = encode(sound / "good.mkv", *x264)
    ts = encode(sound / "good.ts", *x264)
    avi = encode(sound / "good.avi", "-c:v", "mpeg4", "-g", "20")

    def written(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    # Cut short, in each container.
    for source in (mp4, fast, mkv, ts, avi):
        for percent in (1, 10, 50, 80, 99):
            content = source.read_bytes()
            name = f"{source.stem}-cut-at-{percent}{source.suffix}"
            yield written(name, content[: len(content) * percent // 100])
    yield written("only-its-header.mp4", fast.read_bytes().split(b"mdat")[0])
    yield written("cut-in-the-first-box.mp4", mp4.read_bytes()[:6])

    # No video at all.
    yield written("empty.mp4", b"")
    yield written("zeros.mp4", bytes(100_000))
    yield written("text.mp4", b"Dear reader, this is a letter and no film.\n" * 100)
    yield written("web-page.mkv", b"<!DOCTYPE html><html><body>404 not found</body></html>")
    yield written("noise.avi", np.random.default_rng(0).bytes(50_000))
    yield written("header-of-avi.avi", avi.read_bytes()[:200])

    # Lists of other files, and of places in the network.
    yield written("local-list.mp4", f"#EXTM3U\n#EXTINF:2,\n{ts}\n#EXT-X-ENDLIST\n".encode())
    yield written(
        "web-list.m3u8", b"#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    )
    yield written("concatenation.mp4", f"ffconcat version 1.0\nfile '{mp4}'\n".encode())
    yield written("dash.mp4", b'<?xml version="1.0"?><MPD><BaseURL>file:///etc/</BaseURL></MPD>')
    yield written("stream.mp4", b"v=0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n")
    yield written("reference.mov", _moved_away(mp4.read_bytes()))

    # Damage in the middle, and where the header is.
    for source in (mp4, mkv, ts, avi):
        content = bytearray(source.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 2000] = b"\xff" * 2000
        yield written(f"damaged-middle{source.suffix}", bytes(content))
        yield written(
            f"hole{source.suffix}",
            source.read_bytes()[:middle] + source.read_bytes()[middle + 3000 :],
        )
    content = mp4.read_bytes()
    yield written("damaged-index.mp4", content[:-600] + b"\xff" * 400 + content[-200:])
    yield written("absurd-size.mp4", _resized(content, 65000, 65000))
    yield written("no-size.mp4", _resized(content, 0, 0))
    yield written("twice.ts", ts.read_bytes() * 2)

    pictures = encode(sound / "pictures.avi", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p")
    size = b"\xff\xc0\x00\x11\x08" + (96).to_bytes(2, "big") + (160).to_bytes(2, "big")
    absurd = size[:5] + b"\xff\xdc" * 2
    yield written("absurd-pictures.avi", pictures.read_bytes().replace(size, absurd))

    # Timestamps.
    jump = "setts=pts='if(gt(N,30),PTS+900000,PTS)':dts='if(gt(N,30),DTS+900000,DTS)'"
    yield copy(folder / "times-jump.mkv", mkv, "-bsf:v", jump)
    back = "setts=pts='if(gt(N,29),PTS-1000,PTS)':dts='if(gt(N,29),DTS-1000,DTS)'"
    yield copy(folder / "times-go-back.mp4", mp4, "-bsf:v", back)
    yield copy(folder / "times-all-alike.mkv", mkv, "-bsf:v", "setts=pts=0:dts=0")
    yield copy(folder / "raw.h264", mp4, "-f", "h264")

    # Streams.
    scheme = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", KEY, "-encryption_kid", KEY)
    yield copy(folder / "encrypted.mp4", mp4, *scheme)
    subprocess.run(
        [FFMPEG, "-v", "error", "-f", "lavfi", "-i", "sine=d=1", str(folder / "sound.m4a")],
        check=True,
    )
    yield folder / "sound.m4a"
    cover = encode(sound / "cover.png", "-frames:v", "1")
    attached = ("-map", "0", "-map", "1", "-disposition:v", "attached_pic")
    covered = folder / "sound-with-cover.m4a"
    yield copy(covered, folder / "sound.m4a", *attached, before=("-i", str(cover)))
    yield written("picture.mp4", cover.read_bytes())
    yield encode(folder / "one-frame.mp4", *x264, "-frames:v", "1")
    yield encode(
        folder / "odd-size.mkv", "-c:v", "ffv1", "-vf", "crop=33:17", "-pix_fmt", "yuv444p"
    )

    # What is no file, or has a hard name.
    (folder / "folder.mp4").mkdir()
    yield folder / "folder.mp4"
    (folder / "dangling.mp4").symlink_to(folder / "nowhere.mp4")
    yield folder / "dangling.mp4"
    (folder / "loop.mp4").symlink_to(folder / "loop.mp4")
    yield folder / "loop.mp4"
    yield folder / "not-there.mp4"
    yield written("two\nlines.mp4", content)
    yield written("pipe:0", content)
    yield written("%03d.mp4", content)
    forbidden = written("forbidden.mp4", content)
    forbidden.chmod(0)
    yield forbidden


def _moved_away(content: bytes) -> bytes:
    """A QuickTime file whose data is said to lie in another file."""
    return content.replace(b"url \x00\x00\x00\x01", b"alis\x00\x00\x00\x00")


def _resized(content: bytes, width: int, height: int) -> bytes:
    """The MP4 file with another size in its sample description, and H.264's own header gone."""
    start = content.index(b"avc1", content.index(b"stsd")) + 28
    size = width.to_bytes(2, "big") + height.to_bytes(2, "big")
    return content[:start] + size + content[start + 4 :]


def main(table: Path, more: Path | None = None) -> None:
    lines = ["| file | what it came to |", "| --- | --- |"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [*bad_inputs(folder), *(sorted(more.iterdir()) if more else [])]
        for path in files:
            outcome = str(extract(path, folder / "out.h5"))
            (folder / "out.h5").unlink(missing_ok=True)
            shown = outcome.replace(f"{path.parent}/", "").replace("\n", " ")
            lines.append(f"| {path.name!r} | {shown} |")
            print(lines[-1], flush=True)
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
