"""Disks that are full or read-only, and files that a disk or a hand has damaged."""

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import forked
from chromacel.coloring.best_weights import best_of
from chromacel.files.checksums import FOLDER, short_hash
from conftest import Workflow
from tiny_jobs import Job, check_sentence, delete, files, read_jobs, run_job


@contextlib.contextmanager
def small_disk(finished: Workflow, folder: Path) -> Iterator[Path]:
    """A copy of the results on a disk of its own."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)], check=True)
    try:
        shutil.copytree(finished.folder / "results", folder / "results")
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def read_only(folder: Path, right: dict[str, bytes], job: Job) -> None:
    delete(folder, job)
    remount(folder, "ro")
    try:
        done = run_job(folder, job)
    finally:
        remount(folder, "rw")
    check_sentence(done, "cannot be written (Read-only file system)")
    check_left(folder, right, job)


def full_disk(folder: Path, right: dict[str, bytes], job: Job, share: float) -> None:
    """Room for this share of what the job writes."""
    delete(folder, job)
    written = sum(len(right[name]) for name in right if name.startswith(tuple(job.outputs)))
    free = os.statvfs(folder)
    filler = folder / "filler"
    room = min(int(share * written), written - 4096)
    with filler.open("wb") as file, contextlib.suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - max(room, 0))
    done = run_job(folder, job)
    filler.unlink()
    check_sentence(done, "cannot be written (No space left on device)")
    check_left(folder, right, job)


def check_left(folder: Path, right: dict[str, bytes], job: Job) -> None:
    left = files(folder)
    kept = {name for name in left if ".work/" in name}  # from which the job goes on
    assert all(right[name] == left[name] for name in left.keys() - kept)
    missing = set(right.keys() - left.keys())
    assert all(name.startswith(tuple(job.outputs)) for name in missing), missing


def mend(folder: Path, right: dict[str, bytes], job: Job) -> None:
    done = run_job(folder, job)
    assert done.status == 0, done.said
    assert files(folder) == right


DAMAGES = ("truncated", "one byte flipped", "emptied", "of another configuration")


def damaged(content: bytes, damage: str, other: bytes, rng: random.Random) -> bytes:
    if damage == "truncated":
        return content[: rng.randrange(len(content))]
    if damage == "one byte flipped":
        place = rng.randrange(len(content))
        return (
            content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]
        )
    return b"" if damage == "emptied" else other


def read_damaged(folder: Path, job: Job, name: str, content: bytes) -> None:
    """Damage an input of the job, with the time of change as it was, and run the job."""
    path = folder / name
    whole, times = path.read_bytes(), path.stat()
    before = files(folder)
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    try:
        check_sentence(run_job(folder, job), name)
    finally:
        path.write_bytes(whole)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert files(folder) == before


def inputs_by_kind(
    jobs: list[Job], folder: Path, rng: random.Random
) -> dict[tuple[str, str], tuple[Job, str]]:
    """An input for each rule and kind of file that it reads; of a folder, one of its files."""
    found = {}
    for job in rng.sample(jobs, len(jobs)):
        for name in rng.sample(job.inputs, len(job.inputs)):
            path = folder / name
            if not name.startswith("results/") or not _is_read(job, folder, name):
                continue
            chosen = rng.choice(sorted(path.glob("*.png"))) if path.is_dir() else path
            name_of_file = str(chosen.relative_to(folder))
            found[job.rule, kind_of_file(name_of_file)] = (job, name_of_file)
    return found


def _is_read(job: Job, folder: Path, name: str) -> bool:
    """Proposed keyframes are a person's to change; of weights, the best ones color an episode."""
    if job.rule == "color_episode" and name.endswith("weights.safetensors"):
        records = [each for each in job.inputs if each.endswith("record.json")]
        return folder / name == best_of(folder / record for record in records)
    return "proposed" not in Path(name).parts


def color_damaged(folder: Path, job: Job, rng: random.Random) -> int:
    """A video or comic that a person wants in color. Returns how often it was damaged."""
    return _with_damage(Path(job.words[3]), folder, job, rng)


def follow_damaged(folder: Path, job: Job, rng: random.Random) -> int:
    """A keyframe that is of another picture, and damaged. Returns how often."""
    keyframe, listed = folder / "000000.png", folder / "listed"
    proposed = sorted((folder / "results/keyframes/proposed").glob("*/*.png"))
    shutil.copy(rng.choice(proposed), keyframe)
    listed.write_bytes(f"{keyframe}\0".encode())
    check_sentence(run_job(folder, job, "--keyframes", str(listed)), f"{keyframe} ")
    return 1 + _with_damage(keyframe, folder, job, rng, "--keyframes", str(listed))


def _with_damage(path: Path, folder: Path, job: Job, rng: random.Random, *more: str) -> int:
    whole, before = path.read_bytes(), path.stat()
    damages = ("truncated", "emptied")
    for damage in damages:
        path.write_bytes(damaged(whole, damage, b"", rng))
        try:
            check_sentence(run_job(folder, job, *more), path.name)
        finally:
            path.write_bytes(whole)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert not (folder / job.outputs[0]).exists()
    return len(damages)


def kind_of_file(name: str) -> str:
    """Such as `results/frames/*.h5`."""
    path = Path(name)
    several = {"models", "adapted", "evaluation", "figures", "unseen"}
    if path.suffix in (".mp4", ".png") or path.parts[1] in (
        "frames",
        "grayscale",
        "edges",
        "downsampled",
    ):
        return f"results/{path.parts[1]}/*{path.suffix}"
    if path.parts[1] in several:
        return f"results/{path.parts[1]}/{path.name}"
    return re.sub(r"-\d+", "", name)


def another(
    name: str, right: dict[str, bytes], other: dict[str, bytes], rng: random.Random
) -> bytes:
    """The file of this name from other settings, or else another file of its kind."""
    if name in other and other[name] != right[name]:
        return other[name]
    alike = [
        content
        for its, content in right.items()
        if kind_of_file(its) == kind_of_file(name) and content != right[name]
    ]
    return rng.choice(alike or [b"another file"])


OTHER_SETTINGS = (
    "demo: {seed: 5}\nframes: {stride: 9}\nedges: {low: 50}\nsplit: {seed: 9}\n"
    "training: {learning_rate: 0.001}"
)


def made_otherwise(workflow: Workflow, folder: Path) -> dict[str, bytes]:
    """All files of a run with other settings."""
    waiting = read_jobs(workflow, OTHER_SETTINGS)
    while waiting:
        ready = [job for job in waiting if all((folder / name).exists() for name in job.inputs)]
        for job in ready:
            done = run_job(folder, job)
            assert done.status == 0, done.said
            waiting.remove(job)
    return files(folder)


def damage_resume_file(
    workflow: Workflow, right: dict[str, bytes], job: Job, rng: random.Random
) -> int:
    """Kill a training when it has kept itself, and damage what it kept. Returns how often."""
    folder = workflow.folder
    name = str(Path(job.outputs[0]).with_name("resume.safetensors"))
    delete(folder, job)
    words = [*job.words[2:], "--resume-minutes", "0"]
    process = forked.start(words, os.devnull, folder=folder, threads=1)
    noted = (folder / name).parent / FOLDER / short_hash(Path(name).name)
    while not (noted.exists() and noted.stat().st_size and (folder / name).exists()):
        os.kill(process.pid, signal.SIGCONT)
        time.sleep(0.001)
        assert process.is_alive()
        os.kill(process.pid, signal.SIGSTOP)  # or it might be done meanwhile
        time.sleep(0.001)
    process.kill()
    process.join()
    whole = (folder / name).read_bytes()
    damages = DAMAGES[:3]
    for damage in damages:
        (folder / name).write_bytes(damaged(whole, damage, b"", rng))
        check_sentence(run_job(folder, job), name)
    (folder / name).write_bytes(whole)
    check_sentence(run_job(folder, job, "--learning-rate", "0.5"), name)
    done = run_job(folder, job)
    assert done.status == 0 and "going on after" in done.said, done.said
    assert files(folder) == right
    return len(damages) + 1
