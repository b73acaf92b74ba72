"""A video plays in the studio as an export of it looks: the same shots, keyframes and hints."""

import io
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from chromacel.coloring.videos import Piece, VideoColoring
from chromacel.errors import InputError
from chromacel.models.weights import load_model
from chromacel.studio import player
from chromacel.studio.exporting import colorizer_of, export_of, takes_hints
from chromacel.studio.inputs import VideoPages
from chromacel.studio.player import shot_start
from chromacel.studio.roles import AUTOMATIC, HINTED
from chromacel.studio.studio import Models, Studio, opened_studio
from chromacel.studio.work import Page
from chromacel.video.packet_reading import read_packets
from chromacel.video.plane_seeking import frames_from
from chromacel.video.planes import PlaneReader
from chromacel.video.watchdog import Watchdog
from color_runs import color
from recoloring_clips import make
from studio_server import write_hinted_weights, write_weights

SIZE = (64, 36)
CUT, COUNT = 11, 30  # not one of the frames that are looked at four times a second
SHOTS = ("testsrc2=s=64x36:r=24", "mandelbrot=s=64x36:r=24")
RED = {"color": "#e02020", "width": 16, "points": [[10, 18], [54, 18]]}
SAID = {"version": 1, "size": list(SIZE), "marks": [RED]}


def film_of(path: Path, *encoding: str) -> Path:
    """Two shots in gray."""
    inputs = [word for shot in SHOTS for word in ("-f", "lavfi", "-i", shot)]
    cut = f"[0]trim=end_frame={CUT}[a];[1]trim=end_frame={COUNT - CUT}[b];[a][b]concat,hue=s=0"
    return make(path, *inputs, "-filter_complex", cut, *encoding)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With some groups of pictures, which begin elsewhere than its shots."""
    path = tmp_path_factory.mktemp("film") / "film.mkv"
    return film_of(path, "-g", "8", "-sc_threshold", "0", "-pix_fmt", "yuv444p")


@pytest.fixture
def studio(film: Path, tmp_path: Path) -> Iterator[Studio]:
    automatic = load_model(write_weights(tmp_path / "a.safetensors"), "cpu")
    hinted = load_model(write_hinted_weights(tmp_path / "h.safetensors"), "cpu")
    studio = opened_studio([film], tmp_path / "p", [], Models(automatic, hinted))
    yield studio
    assert studio.project.lock
    studio.project.lock.close()


def played(studio: Studio, numbers: list[int], method: str) -> np.ndarray:
    [one] = studio.desk.inputs
    by, side, hints = colorizer_of(studio, method), max(SIZE), takes_hints(method)
    shown = [studio.player.colored(one, n, by, hints, side) for n in numbers]
    return np.stack([np.asarray(Image.open(io.BytesIO(jpeg))) for jpeg in shown]).astype(int)


def exported(studio: Studio, method: str, name: str) -> np.ndarray:
    export = export_of(studio, name, method)
    done = color(*export.words[1:], "--codec", "ffv1")
    assert done.status == 0, done.said
    with av.open(str(export.folder / "film.mkv")) as video:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in video.decode()]).astype(int)


LONG = pytest.mark.long


@pytest.mark.parametrize(
    "method", [AUTOMATIC, pytest.param(HINTED, marks=LONG), pytest.param("yatziv", marks=LONG)]
)
def test_it_plays_as_it_is_exported(studio: Studio, method: str) -> None:
    [before] = played(studio, [3], AUTOMATIC if method == AUTOMATIC else HINTED)
    red = np.array([[[224, 32, 32]]], np.uint8)
    [one] = studio.desk.inputs
    frame = one.pages.read(20).astype(np.float32)
    colored = Image.fromarray((frame * 0.6 + red * 0.4).astype(np.uint8))
    studio.project.accept(Page("film", 20), lambda path: colored.save(path, "PNG"), SAID)
    studio.project.save_hints(Page("film", 2), SAID)
    numbers = [*range(14, 25), *range(COUNT)]  # from the middle of a shot, and from the start
    shown, written = played(studio, numbers, method), exported(studio, method, "x")
    assert len(written) == COUNT
    apart = np.abs(shown - written[numbers]).mean(axis=(1, 2, 3))
    assert apart.max() < 3, apart
    reddish = (shown[..., 0] - shown[..., 2]).mean(axis=(1, 2))
    assert reddish[numbers.index(20)] > 30
    is_hinted = np.abs(shown[numbers.index(3)] - before).mean() > 1
    assert is_hinted == (method != AUTOMATIC)


def test_a_shot_begins_at_its_very_cut(film: Path, studio: Studio) -> None:
    [one] = studio.desk.inputs
    assert isinstance(one.pages, VideoPages)
    starts = [shot_start(one.pages, number) for number in range(COUNT)]
    assert starts == [0] * CUT + [CUT] * (COUNT - CUT)


def test_frames_that_follow_each_other_are_colored_once(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    colored: list[int] = []
    of_piece = VideoColoring.of_piece

    def counted(self: VideoColoring, piece: Piece) -> object:
        colored.extend(piece.numbers)
        return of_piece(self, piece)

    monkeypatch.setattr(VideoColoring, "of_piece", counted)
    played(studio, [*range(COUNT), 4, 25], AUTOMATIC)
    assert colored == [*range(COUNT)]


def test_a_long_shot_is_looked_for_further_back(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "LOOK_BACK", 3)
    [one] = studio.desk.inputs
    assert isinstance(one.pages, VideoPages)
    assert [shot_start(one.pages, number) for number in (10, 13, 29)] == [0, CUT, CUT]


@pytest.mark.parametrize("name", ["film.mkv", "film.avi"])
def test_frames_from_any_on_are_those_of_the_whole_stream(tmp_path: Path, name: str) -> None:
    """Also of a container whose packets do not tell which frames they are."""
    path = film_of(tmp_path / name, "-g", "6")
    dog = Watchdog(path)
    packets = read_packets(path, dog)
    whole = list(PlaneReader(path, packets, dog).frames())
    for first in (0, 5, 6, 17, COUNT - 1):
        found = list(frames_from(path, packets, first, dog))
        assert [frame.index for frame in found] == [*range(first, COUNT)]
        for ours, theirs in zip(found, whole[first:], strict=True):
            assert np.array_equal(ours.gray, theirs.gray)


def test_a_damaged_video_plays_up_to_where_it_is_and_says_so(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.mkv"
    content = film.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    studio = opened_studio(
        [path], tmp_path / "q", [], Models(load_model(write_weights(tmp_path / "a"), "cpu"))
    )
    assert played(studio, [0], AUTOMATIC).shape == (1, *SIZE[::-1], 3)
    with pytest.raises(InputError, match="damaged or cut short"):
        played(studio, [*range(COUNT)], AUTOMATIC)
