"""`chromacel color` and what goes wrong: bad input, kills, full disks, two at once."""

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from test_unseen import noise, write_weights

from chromacel.files.checksums import rename_with_checksum
from color_runs import Done, color, left, start, wait_for
from conftest import Stage
from recoloring_clips import make, packets, pattern

JOURNAL = ".chromacel/colored.jsonl"
needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounts disks: needs root on Linux"
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_weights(tmp_path_factory.mktemp("weights") / "gray.safetensors", "gray")


def png(height: int = 40, width: int = 60) -> bytes:
    file = io.BytesIO()
    Image.fromarray(noise(height, width)).convert("L").save(file, "PNG")
    return file.getvalue()


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png())
    return path


def comic(path: Path, *more: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [("1.png", png()), ("2.png", png(50)), *more]:
            archive.writestr(name, content)
    return path


def check_sentence(done: Done, said: str) -> None:
    assert done.status == 1, done
    assert "Traceback" not in done.said, done.said
    [sentence] = done.errors
    assert said in sentence, sentence


def test_an_input_is_never_overwritten(tmp_path: Path, weights: Path) -> None:
    folder = tmp_path / "in"
    page = picture(folder / "deep/a.png")
    for given, out in [(folder, folder), (page, page.parent)]:
        done = color(given, "--out", out, "--weights", weights, "--overwrite")
        check_sentence(done, "a.png would be overwritten by its own copy in color")
    assert left(folder) == {"deep/a.png"} and page.read_bytes() == png()


def test_what_is_named_twice_or_lies_in_loops_is_colored_once(
    tmp_path: Path, weights: Path
) -> None:
    page = picture(tmp_path / "in/a.png")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/loop.png").symlink_to(tmp_path / "in/loop.png")
    os.mkfifo(tmp_path / "in/pipe.png")
    out = tmp_path / "in/loop/../out"
    for _ in range(2):
        done = color(page.parent, page, "--out", out, "--weights", weights)
        assert done.status == 0, done
    assert left(out) == {"a.png", JOURNAL}
    check_sentence(color(tmp_path / "in/pipe.png", "--out", out), "pipe.png is neither a picture")


def test_names_need_not_be_words_nor_short(tmp_path: Path, weights: Path) -> None:
    names = [b'it\'s "x".png', b"two\nlines.png", b"\xff\xfe.png", b"<temp>{x}%03d.png"]
    names += [b"-dash.png", b"a" * 251 + b".png"]
    for name in names:
        picture(tmp_path / "in" / os.fsdecode(name))
    words = (tmp_path / "in", "--out", tmp_path / "out", "--weights", weights)
    assert color(*words).status == 0
    assert left(tmp_path / "out") == {JOURNAL, *map(os.fsdecode, names)}
    assert color(*words).said.count("done before") == len(names)


def test_bad_pictures_and_comics_are_a_sentence_each_and_the_rest_is_colored(
    tmp_path: Path, weights: Path
) -> None:
    folder = tmp_path / "in"
    picture(folder / "good.png")
    (folder / "cut.png").write_bytes(png()[:60])
    (folder / "empty.jpg").write_bytes(b"")
    Image.new("1", (9000, 9100)).save(folder / "huge.png")
    comic(folder / "climbs.cbz", ("../3.png", png()))
    comic(folder / "bomb.cbz", ("bomb.txt", bytes(2**29 + 1)))
    comic(folder / "broken.cbz", ("3.png", png()[:60]))
    content = bytearray(comic(folder / "locked.cbz", ("Info.xml", b"x")).read_bytes())
    for start_of, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):  # of the last entry
        content[content.rfind(start_of) + place] |= 1
    (folder / "locked.cbz").write_bytes(content)
    (folder / "no.pdf").write_bytes(b"%PDF-1.4\n")
    done = color(folder, "--out", tmp_path / "out", "--weights", weights)
    assert done.status == 1 and "Traceback" not in done.said, done.said
    said = {
        "cut.png cannot be read as a picture in PNG",
        "empty.jpg is damaged, or no picture",
        "huge.png has more than 80 megapixels: scale it down",
        "climbs.cbz has an entry that would be unpacked outside of its folder",
        "bomb.cbz/bomb.txt has more than 512 MB",
        "broken.cbz/3.png cannot be read as a picture in PNG",
        "locked.cbz is protected by a password: save it without one or leave it out",
        "no.pdf cannot be read as a PDF",
        "8 of 9 could not be colored",
    }
    for words in said:
        assert sum(words in error for error in done.errors) == 1, (words, done.errors)
    assert len(done.errors) == len(said)
    assert "`episodes`" not in done.said, "there is no config"
    assert {name for name in left(tmp_path / "out") if not name.startswith(".")} == {"good.png"}


def test_weights_of_another_kind_are_a_sentence(tmp_path: Path, weights: Path) -> None:
    page = picture(tmp_path / "a.png")
    torch.save({"a": torch.zeros(3)}, tmp_path / "a.pt")
    (tmp_path / "half").write_bytes(weights.read_bytes()[:5000])
    flipped = bytearray(weights.read_bytes())
    rename_with_checksum(tmp_path / "half", tmp_path / "noted")
    flipped[-1] ^= 1
    (tmp_path / "noted").write_bytes(flipped)
    for given, said in {
        page: "a.png is truncated or damaged",
        tmp_path / "a.pt": "a.pt is truncated or damaged",
        tmp_path / "noted": "noted is truncated or damaged (its bytes are not those",
        tmp_path: "is a folder: name the weights.safetensors of a training",
        tmp_path / "none": "There is no file",
    }.items():
        done = color(page, "--out", tmp_path / "out", "--weights", given)
        check_sentence(done, said)
        assert "delete" not in done.said, "a file of the user's"
    for words, said in {
        ("--crf", "52"): "`--crf 52` is out of range: H.264 takes 0 to 51",
        ("--crf", "5", "--codec", "ffv1"): "`--crf` says nothing to FFV1",
    }.items():
        check_sentence(color(page, "--out", tmp_path / "out", *words), said)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """What takes a second or so each."""
    (tmp_path / "a.png").write_bytes(png(900, 700))
    comic(tmp_path / "b.cbz", *[(f"{number}.png", png(150, 90)) for number in range(3, 9)])
    clip = make(tmp_path / "c.mkv", *pattern("48x32", 22, "25"), "-vf", "hue=s=0")
    return [tmp_path / "a.png", tmp_path / "b.cbz", clip]


@pytest.mark.long
def test_a_run_killed_at_any_moment_goes_on_to_the_same_bytes(
    tmp_path: Path, weights: Path, sources: list[Path]
) -> None:
    rng = random.Random(1)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert color(*sources, "--out", whole, "--weights", weights).status == 0
    for _ in range(5):
        color(*sources, "--out", killed, "--weights", weights, seconds=rng.uniform(0.2, 3))
    assert color(*sources, "--out", killed, "--weights", weights).status == 0
    assert left(killed) == left(whole) == {JOURNAL, *(path.name for path in sources)}
    for path in sources:
        assert (killed / path.name).read_bytes() == (whole / path.name).read_bytes()


def test_a_file_put_there_after_a_kill_is_not_overwritten(
    tmp_path: Path, weights: Path, sources: list[Path]
) -> None:
    words, out = list(map(str, [sources[1], "--weights", weights, "--out"])), tmp_path / "out"
    process = start([*words, str(out)], os.devnull)
    wait_for(out, ".chromacel/*/*.png")
    process.kill()
    process.join()
    (out / "b.cbz").write_bytes(b"mine")
    check_sentence(color(*words, out), "b.cbz exists and is not what would be made now")
    assert (out / "b.cbz").read_bytes() == b"mine"


def test_of_two_processes_on_one_file_one_says_so(
    tmp_path: Path, weights: Path, sources: list[Path]
) -> None:
    out = tmp_path / "out"
    words = list(map(str, [sources[1], "--out", out, "--weights", weights]))
    first = start(words, os.devnull)
    wait_for(out, ".chromacel/*.lock")
    assert first.pid
    os.kill(first.pid, signal.SIGSTOP)  # or it might be done meanwhile
    done = color(*words)
    os.kill(first.pid, signal.SIGCONT)
    check_sentence(done, "b.cbz is being colored by another process: wait for it")
    first.join()
    assert first.exitcode == 0
    assert left(out) == {JOURNAL, "b.cbz"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.long
@needs_root
def test_a_full_disk_is_a_sentence_and_with_room_all_is_there(
    disk: Path, tmp_path: Path, weights: Path, sources: list[Path]
) -> None:
    whole, out, filler = tmp_path / "whole", disk / "out", disk / "filler"
    assert color(*sources, "--out", whole, "--weights", weights).status == 0
    for source, share in zip(sources, (0.5, 0.3, 0.8), strict=True):
        free, room = os.statvfs(disk).f_bavail * 4096, (whole / source.name).stat().st_size
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - int(room * share) // 4096 * 4096)
        done = color(source, "--out", out, "--weights", weights)
        check_sentence(done, "(No space left on device): make room for it.")
        assert not (out / source.name).exists()
        filler.unlink()
        assert color(source, "--out", out, "--weights", weights).status == 0
        assert (out / source.name).read_bytes() == (whole / source.name).read_bytes()
        (out / source.name).unlink()
    assert left(out) == {JOURNAL}


@pytest.mark.long
@needs_root
def test_an_episode_finds_no_room_at_all_or_a_disk_read_only(
    disk: Path, tmp_path: Path, stage: Stage
) -> None:
    """Which is no fault of its streams, and found before there is a folder to write to."""
    write_weights(tmp_path / "weights.safetensors", "gray")
    (tmp_path / "record.json").write_text(json.dumps({"last_epoch": {"validation_l1": 1}}))
    clip, colored = make(tmp_path / "c.mp4", *pattern()), disk / "out/c"
    words = (clip, colored, "--records", tmp_path / "record.json", "--keyframes", [])
    free = os.statvfs(disk)
    with (disk / "filler").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
    for reason in ("No space left on device", "Read-only file system"):
        done = stage("color_episode", *words, "--device", "cpu")
        assert done.returncode == 1
        said = f"Error: {colored}/c.mp4 cannot be written ({reason}): "
        assert done.stderr.startswith(said) and done.stderr.count("\n") == 1, done.stderr
        assert not colored.exists()
        shutil.rmtree(colored.parent, ignore_errors=True)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


def test_black_silent_broken_and_many_streams_are_copied(tmp_path: Path, weights: Path) -> None:
    lines = tmp_path / "lines.srt"
    lines.write_text("1\n00:00:00,100 --> 00:00:00,400\nHello\n")
    black = ["-f", "lavfi", "-i", "color=black:s=48x32:d=0.5"]
    make(tmp_path / "silent.mkv", *black)
    titles = [
        word for n in range(30) for word in ("-map", "2:0", f"-c:s:{n}", ("ass", "srt")[n % 2])
    ]
    sound = ["-f", "lavfi", "-i", "sine=d=0.5", "-i", str(lines), "-map", "0", "-map", "1"]
    clip = make(tmp_path / "many.mkv", *black, *sound, *titles)
    content, rng = bytearray(clip.read_bytes()), np.random.default_rng(0)
    for _, _, _, _, packet, _ in packets(clip)[1][2:8]:
        place = content.find(packet[8:])  # type: ignore[index]
        content[place : place + len(packet) - 8] = rng.bytes(len(packet) - 8)  # type: ignore[arg-type]
    (tmp_path / "noise.mkv").write_bytes(content)
    clips = [tmp_path / f"{name}.mkv" for name in ("silent", "many", "noise")]
    done = color(*clips, "--out", tmp_path / "out", "--weights", weights)
    assert done.status == 0, done.said
    for clip in clips:
        assert packets(clip) == packets(tmp_path / "out" / clip.name)
    assert len(packets(clips[1])) == 31


@pytest.mark.parametrize("name", ["livepeer__zero-frame.ts", "canalplus__init.mp4"])
def test_what_the_ingestion_refuses_is_refused(
    name: str, footage: Path, tmp_path: Path, weights: Path
) -> None:
    done = color(footage / "odd" / name, "--out", tmp_path / "out", "--weights", weights)
    check_sentence(done, name)
    assert not (tmp_path / "out").exists()
