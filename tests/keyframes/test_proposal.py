"""The frames that are proposed: what they show, and what is written of them."""

import hashlib
import json
import shutil
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import pytest
from clips import RATE, SHOT, SIZE, clip_of_a_pan, clip_of_shots, pan_starts, place
from PIL import Image

from chromacel.app.cli import main
from chromacel.dataset.comics import episode_sha256
from chromacel.files.checksums import check_intact
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.keyframes.proposal import look_at, propose
from chromacel.pictures.files import read_picture
from chromacel.similarity.coverage import HEIGHT, WIDTH, Coverage, covering
from chromacel.video.encoding import encode_video
from conftest import sampled
from picture_bytes import encoded


def test_shots_are_found_on_luma(tmp_path: Path) -> None:
    looked = look_at(clip_of_shots(tmp_path / "clip.mp4"))
    assert looked.shots.tolist() == (looked.numbers // SHOT).tolist()


def test_who_walks_in_later_is_seen_in_the_keyframe_of_the_shot(tmp_path: Path) -> None:
    proposal = propose(look_at(clip_of_shots(tmp_path / "clip.mp4")), 6)
    in_shot = [
        [number % SHOT for number in proposal.numbers if number // SHOT == n] for n in range(3)
    ]
    assert all(any(place >= SHOT * 2 // 3 for place in places) for places in in_shot)


def test_each_shot_has_a_keyframe_before_any_has_a_second(tmp_path: Path) -> None:
    looked = look_at(clip_of_shots(tmp_path / "clip.mp4"))
    assert sorted(propose(looked, 3).shots) == [0, 1, 2]
    assert sorted(propose(looked, None).shots) == [0, 1, 2]
    assert sorted(propose(looked, 4).shots[:3]) == [0, 1, 2]


def test_what_a_pan_uncovers_is_seen(tmp_path: Path) -> None:
    chosen = propose(look_at(clip_of_a_pan(tmp_path / "pan.mp4")), 3).numbers
    seen = np.zeros(3 * SIZE[0], bool)
    for start in pan_starts()[chosen]:
        seen[start : start + SIZE[0]] = True
    assert seen.mean() > 0.75  # of the background, a third of which the first frame shows


@pytest.fixture(scope="module")
def comics(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Five pages, the third of which is like the first, as a folder, an archive and a PDF."""
    folder = tmp_path_factory.mktemp("comics")
    pages = [encoded(Image.fromarray(place(n)), "PNG") for n in (0, 1, 0, 2, 3)]
    for number, page in enumerate(pages):
        (folder / "pages").mkdir(exist_ok=True)
        (folder / f"pages/{number}.png").write_bytes(page)
    shutil.make_archive(str(folder / "comic"), "zip", folder / "pages")
    (folder / "comic.pdf").write_bytes(img2pdf.convert(*pages))
    return {"folder": folder / "pages", "zip": folder / "comic.zip", "pdf": folder / "comic.pdf"}


@pytest.mark.parametrize("kind", ["folder", "zip", "pdf"])
def test_pages_of_a_comic_are_proposed_by_their_place(
    comics: dict[str, Path], kind: str, tmp_path: Path
) -> None:
    comic = comics[kind]
    main(["keyframes", str(comic), "--out", str(tmp_path), "--count", "4"])
    names = sorted(path.name for path in tmp_path.glob("*.png"))
    assert names[1:] == ["000001.png", "000003.png", "000004.png"] and names[0] in (
        "000000.png",
        "000002.png",
    )
    for name in names:
        picture = read_picture(tmp_path / name).rgb
        expected = read_picture(comics["folder"] / f"{int(Path(name).stem)}.png").rgb
        assert picture.shape == expected.shape
        assert np.abs(picture.astype(int) - expected).mean() < 2
    about = json.loads((tmp_path / "proposal.json").read_text())
    assert about["episode"] == comic.stem and about["sha256"] == episode_sha256(comic)


def test_black_frames_are_not_proposed(tmp_path: Path) -> None:
    black = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    frames = [black] * 60 + [place(3)] * 12 + [black] * 60
    encode_video(tmp_path / "clip.mp4", frames, *SIZE, RATE)
    [number] = propose(look_at(tmp_path / "clip.mp4"), 1).numbers
    assert 60 <= number < 72


def test_lazy_choice_is_plain_greedy_choice() -> None:
    rng = np.random.default_rng(1)
    thumbnails = rng.integers(0, 256, (30, HEIGHT, WIDTH), np.uint8)
    weights = rng.uniform(1, 5, 30).astype(np.float32)
    coverage, greedy = Coverage(thumbnails, weights), []
    for _ in range(5):
        greedy.append(int(np.argmax([coverage.gain(place) for place in range(30)])))
        coverage.choose(greedy[-1])
    assert covering(thumbnails, weights, 5) == greedy


def test_pictures_are_the_frames_of_their_numbers_at_full_size(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keyframes", str(clip), "--out", str(tmp_path / "keys"), "--count", "4"])
    about = json.loads((tmp_path / "keys/proposal.json").read_text())
    assert about["sha256"] == hashlib.sha256(clip.read_bytes()).hexdigest()
    frames = sampled(clip, 1)
    names = sorted(path.name for path in (tmp_path / "keys").glob("*.png"))
    assert names == sorted(entry["file"] for entry in about["frames"])
    for entry in about["frames"]:
        picture = read_picture(tmp_path / "keys" / entry["file"])
        assert entry["file"] == f"{entry['frame']:06}.png"
        np.testing.assert_array_equal(picture.rgb, frames[entry["frame"]].rgb)
    assert capsys.readouterr().out.startswith("4 frames of ")


def test_the_same_episode_gives_the_same_bytes(tmp_path: Path, clip: Path) -> None:
    for name in ("one", "other"):
        main(["keyframes", str(clip), "--out", str(tmp_path / name), "--count", "3"])
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "other")
    )
    assert one == other


def test_nothing_is_overwritten_unasked(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "keys/000000.png"
    mine.parent.mkdir()
    mine.write_text("colored")
    with pytest.raises(SystemExit):
        main(["keyframes", str(clip), "--out", str(mine.parent)])
    assert "is not empty" in capsys.readouterr().err
    assert mine.read_text() == "colored"
    main(["keyframes", str(clip), "--out", str(mine.parent), "--overwrite"])
    assert (mine.parent / "proposal.json").is_file()


def test_a_colored_picture_is_no_damage(tmp_path: Path, clip: Path) -> None:
    main(["keyframes", str(clip), "--out", str(tmp_path / "keys"), "--count", "1"])
    [path] = (tmp_path / "keys").glob("*.png")
    path.write_bytes(b"colored in another program")
    check_intact(tmp_path / "keys")


def test_fewer_frames_than_asked_for_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    video = clip_of_shots(tmp_path / "clip.mp4")
    main(["keyframes", str(video), "--out", str(tmp_path / "keys"), "--count", "50"])
    assert "frames that differ, fewer than 50" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.mp4", "--out", "keys"], "nowhere.mp4 does not exist"),
        (["CLIP", "--out", "keys", "--count", "0"], "--count is 0"),
        (["page.png", "--out", "keys"], "page.png is a single picture: name a video, a comic or"),
    ],
)
def test_a_mistake_is_one_sentence(
    words: list[str], said: str, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["keyframes", *(str(clip) if word == "CLIP" else word for word in words)])
    assert f"Error: {said}" in capsys.readouterr().err


def test_frames_by_number_are_those_of_the_whole_stream(clip: Path) -> None:
    numbers = np.array([3, 17, 40, 999])
    frames = read_frames(clip, Reading(numbers=numbers), lambda frame: frame)
    whole = sampled(clip, 1)
    assert [frame.index for frame in frames] == [3, 17, 40]
    for frame in frames:
        np.testing.assert_array_equal(frame.rgb, whole[frame.index].rgb)


@pytest.mark.long
def test_proposed_frames_tell_an_episode_better_than_evenly_spaced_ones(footage: Path) -> None:
    episode = footage / "munchausen/munchausen_01.mp4"

    def small(frame: object) -> np.ndarray:
        return cv2.resize(frame.rgb, (64, 36), interpolation=cv2.INTER_AREA)  # type: ignore[attr-defined]

    rgb = np.array(read_frames(episode, Reading(per_second=4), small)).astype(np.float32)
    gray = rgb @ np.array([0.299, 0.587, 0.114], np.float32)
    looked = look_at(episode)

    def l1(chosen: np.ndarray) -> float:
        near = [np.abs(gray[chosen] - frame).mean(axis=(1, 2)).argmin() for frame in gray]
        told = gray[..., None] + (rgb - gray[..., None])[chosen][near]
        return float(np.abs(told - rgb).mean())

    proposed = np.searchsorted(looked.numbers, propose(looked, 10).numbers)
    even = np.linspace(0, len(rgb) - 1, 21).astype(int)[1::2]
    assert l1(proposed) < 0.85 * l1(even)


def test_keyframes_of_a_rotated_video_are_upright(footage: Path, tmp_path: Path) -> None:
    rotated = footage / "odd/dmlc__video_90.mov"
    main(["keyframes", str(rotated), "--out", str(tmp_path / "keys"), "--count", "1"])
    [path] = (tmp_path / "keys").glob("*.png")
    [frame] = sampled(rotated, 1)[int(path.stem) : int(path.stem) + 1]
    np.testing.assert_array_equal(read_picture(path).rgb, frame.rgb)
