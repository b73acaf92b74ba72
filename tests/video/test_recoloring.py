"""Luma bit for bit, chroma as asked, and times, through lossless output."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from chromacel.errors import InputError
from chromacel.video.encoders import ENCODERS, EncodingSettings
from chromacel.video.planes import PlaneFrame
from conftest import FFMPEG, sampled
from recoloring_clips import (
    LOSSLESS,
    constant,
    have_equal_luma,
    make,
    pattern,
    planes,
    recolored,
    seconds,
)

PIXELS = ["yuv420p", "yuv422p10le", "yuv444p12le", "yuv411p", "gray", "gray10le", "yuv420p10le"]


@pytest.mark.parametrize("levels", ["tv", "pc"])
@pytest.mark.parametrize("pixels", PIXELS)
def test_luma_is_kept_bit_for_bit(tmp_path: Path, pixels: str, levels: str) -> None:
    tags = ["-vf", f"scale=out_range={levels},format={pixels},setparams=range={levels}"]
    source = make(tmp_path / "a.mkv", *pattern("65x37"), *tags, "-c:v", "ffv1")
    target = recolored(source, tmp_path / "b.mkv")
    assert have_equal_luma(source, target)
    assert seconds(target) == seconds(source)


@pytest.mark.parametrize("pixels", ["rgb24", "gbrp", "gbrp10le", "gray"])
def test_gray_pictures_of_any_format_stay_what_they_are(tmp_path: Path, pixels: str) -> None:
    ramp = ["-f", "lavfi", "-i", "nullsrc=s=256x16:d=0.2,geq=lum=X:cb=128:cr=128,format=gray"]
    vf = ["-vf", f"scale=out_range=pc,format={pixels}", "-c:v", "ffv1"]
    source = make(tmp_path / "a.mkv", *ramp, *vf)
    target = recolored(source, tmp_path / "b.mkv", color=constant(0, 0))
    difference = sampled(source, 1)[0].rgb.astype(int) - sampled(target, 1)[0].rgb
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize("codec", ENCODERS)
def test_all_encoders_keep_frames_times_and_tags(tmp_path: Path, codec: str) -> None:
    tags = "setparams=range=pc:colorspace=bt709:color_primaries=bt709:color_trc=bt709,setsar=4/3"
    # Every second frame is missing in the middle: a variable rate.
    uneven = "select='lt(n,8)+gt(n,16)+mod(n,2)'," + tags
    source = make(
        tmp_path / "a.mkv",
        *pattern("128x96"),
        *("-vf", uneven, "-fps_mode", "vfr", "-c:v", "libx264", "-pix_fmt", "yuv420p"),
    )
    settings = EncodingSettings(codec=codec)  # type: ignore[arg-type]
    target = recolored(source, tmp_path / "b.mkv", settings)
    assert seconds(target) == seconds(source)
    kept = [_tags(path) for path in (source, target)]
    assert kept[0] == kept[1]


def _tags(path: Path) -> tuple[object, ...]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frame = next(container.decode(stream))
        tags = frame.color_range, frame.colorspace, frame.color_primaries, frame.color_trc
        size = frame.width, frame.height, frame.format.name.replace("yuvj", "yuv")
        return *tags, *size, stream.sample_aspect_ratio, stream.average_rate


@pytest.mark.parametrize("levels", ["tv", "pc"])
@pytest.mark.parametrize("matrix", ["smpte170m", "bt709", "bt2020nc"])
def test_decoded_chroma_is_what_was_asked(tmp_path: Path, matrix: str, levels: str) -> None:
    tags = f"scale=out_range={levels},format=yuv420p,setparams=range={levels}:colorspace={matrix}"
    gray = ["-f", "lavfi", "-i", "color=gray:s=64x36:d=0.2:r=24", "-vf", tags, "-c:v", "ffv1"]
    source = make(tmp_path / "a.mkv", *gray)
    target = recolored(source, tmp_path / "b.mkv", color=constant(25, -35))
    rgb = sampled(target, 1)[0].rgb.astype(float)
    luma = rgb @ [0.2989, 0.5870, 0.1140]
    assert np.abs(rgb[..., 2] - luma - 25).max() <= 2
    assert np.abs(rgb[..., 0] - luma + 35).max() <= 2


@pytest.mark.parametrize("turn", ["0", "90", "180", "270"])
@pytest.mark.parametrize("flip", ["", "-display_hflip"])
def test_rotated_frames_are_colored_upright(tmp_path: Path, turn: str, flip: str) -> None:
    plain = make(tmp_path / "plain.mp4", *pattern("64x36", 0.3), "-pix_fmt", "yuv420p")
    rotation = ["-display_rotation", turn, *([flip] if flip else [])]
    source = make(tmp_path / "a.mp4", *rotation, "-i", str(plain), "-c", "copy")

    def top_is_blue(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray]:
        for frame in frames:
            chroma = np.zeros((*frame.gray.shape, 2), np.float32)
            chroma[: len(chroma) // 4, ..., 0] = 60
            chroma[:, : chroma.shape[1] // 4, 1] = 60
            yield chroma

    for suffix in (".mkv", ".mp4"):
        settings = LOSSLESS if suffix == ".mkv" else EncodingSettings(crf=0)
        target = recolored(source, tmp_path / f"b{suffix}", settings, color=top_is_blue)
        before, after = sampled(source, 1)[0].rgb, sampled(target, 1)[0].rgb.astype(float)
        assert after.shape == before.shape
        assert have_equal_luma(source, target)
        blue, red = (after[..., part] - after @ [0.2989, 0.5870, 0.1140] for part in (2, 0))
        height, width = blue.shape
        assert blue[: height // 8].mean() > blue[height // 2 :].mean() + 20
        assert red[:, : width // 8].mean() > red[:, width // 2 :].mean() + 20


@pytest.mark.parametrize("order", ["tff", "bff"])
@pytest.mark.parametrize("codec", ["h264", "ffv1"])
def test_fields_and_their_order_are_kept(tmp_path: Path, codec: str, order: str) -> None:
    fields = ["-vf", f"interlace=scan={order},format=yuv420p", "-flags", "+ildct+ilme"]
    source = make(tmp_path / "a.mkv", *pattern("64x64", 1, "50"), *fields, "-c:v", "libx264")
    settings = EncodingSettings(codec=codec, crf=0)  # type: ignore[arg-type]
    target = recolored(source, tmp_path / "b.mkv", settings)
    assert have_equal_luma(source, target)
    assert _field_orders(target) == _field_orders(source) == {order}
    with pytest.raises(InputError, match=r"HEVC holds no interlaced frames: encode to H\.264"):
        recolored(source, tmp_path / "c.mkv", EncodingSettings(codec="hevc"))


def _field_orders(path: Path) -> set[str]:
    """By FFmpeg's `showinfo`: the order of the fields, `P` for progressive frames."""
    command = [FFMPEG, "-i", str(path), "-vf", "showinfo", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    letters = {line.split(" i:")[1][0] for line in said.splitlines() if " i:" in line}
    return {{"T": "tff", "B": "bff"}.get(letter, letter) for letter in letters}


def test_luma_is_made_from_colors(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mkv", *pattern(), "-pix_fmt", "yuv420p", "-c:v", "ffv1")
    rgb = np.full((18, 32, 3), (200, 120, 60), np.uint8)
    target = recolored(source, tmp_path / "b.mkv", color=lambda frames: (rgb for _ in frames))
    assert np.abs(sampled(target, 1)[3].rgb.astype(int) - rgb[0, 0]).max() <= 2


def test_gray_is_upright_and_of_full_range(tmp_path: Path) -> None:
    vf = ["-vf", "format=gray,scale=out_range=tv,format=yuv420p", "-c:v", "ffv1"]
    source = make(tmp_path / "a.mkv", *pattern(), *vf)
    grays = []

    def noted(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray | None]:
        for frame in frames:
            grays.append(frame.gray)
            yield np.zeros((2, 2, 2), np.float32)

    recolored(source, tmp_path / "b.mkv", color=noted)
    expected = [frame.rgb[..., 1] for frame in sampled(source, 1)]
    assert np.abs(np.array(grays, int) - np.array(expected, int)).max() <= 1


def test_a_held_array_is_converted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromacel.video.plane_colors import PlaneLayout

    source = make(tmp_path / "a.mkv", *pattern(), "-c:v", "ffv1")
    converted, original = [], PlaneLayout.from_chroma
    monkeypatch.setattr(
        PlaneLayout, "from_chroma", lambda *args: converted.append(0) or original(*args)
    )
    recolored(source, tmp_path / "b.mkv")
    assert len(converted) == 1


@pytest.mark.parametrize(
    "name",
    [
        "dmlc__video_90.mov",
        "meta-pytorch__bt709_full_range.mp4",
        "meta-pytorch__h265_10bits.mp4",
        "meta-pytorch__test_non_zero_start.mp4",
        "meta-pytorch__testsrc2_odd_height_and_width_vp9.mp4",
    ],
)
def test_odd_footage_keeps_its_luma(tmp_path: Path, footage: Path, name: str) -> None:
    source = footage / "odd" / name
    target = recolored(source, tmp_path / "b.mkv")
    assert have_equal_luma(source, target)
    assert seconds(target) == pytest.approx(seconds(source), abs=0.0006)


def test_what_is_damaged_or_of_high_dynamic_range_is_refused(tmp_path: Path, footage: Path) -> None:
    damaged, target = footage / "odd/dmlc__corrupted.mp4", tmp_path / "b.mkv"
    with pytest.raises(InputError, match="is damaged or cut short, and of 50 frames"):
        recolored(damaged, target)
    with pytest.raises(InputError, match="of high dynamic range, PQ by its HDR10"):
        recolored(footage / "reports/pq.mkv", target)
    assert not [path for path in tmp_path.iterdir() if path.name != ".checksums"]
    recolored(damaged, target, damaged=50)
    assert len(planes(target)) > 20


def test_depths_that_an_encoder_does_not_hold_are_refused(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mkv", *pattern(), "-pix_fmt", "yuv420p12le", "-c:v", "ffv1")
    with pytest.raises(InputError, match=r"H\.264 holds no frames of 12 bits: encode to FFV1"):
        recolored(source, tmp_path / "b.mkv", EncodingSettings())
    target = recolored(source, tmp_path / "c.mkv", EncodingSettings(codec="hevc"))
    with av.open(str(target)) as container:
        assert next(container.decode(video=0)).format.name == "yuv420p12le"


def test_a_size_that_changes_is_refused(tmp_path: Path) -> None:
    encoding = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", "h264"]
    parts = [
        make(tmp_path / f"{size}.h264", *pattern(size, 0.5), *encoding)
        for size in ("64x48", "96x64")
    ]
    source = tmp_path / "a.h264"
    source.write_bytes(b"".join(part.read_bytes() for part in parts))
    words = r"changes from 64 × 48 yuv420p to 96 × 64 yuv420p at frame 12: convert it to one format"
    with pytest.raises(InputError, match=words):
        recolored(source, tmp_path / "b.mkv")


def test_the_same_frames_give_the_same_bytes_whatever_lies_in_memory(tmp_path: Path) -> None:
    """x264 read what lay there, on processors with AVX-512."""
    clip = make(tmp_path / "a.mkv", *pattern("96x64", 6), "-c:v", "ffv1")
    chroma = np.random.default_rng(0).normal(0, 20, (200, 9, 16, 2)).astype(np.float32)

    def color(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray]:
        return (chroma[frame.index] for frame in frames)

    contents = set()
    for number in range(4):
        target = tmp_path / f"{number}.mkv"
        recolored(clip, target, EncodingSettings(), color=color)
        contents.add(target.read_bytes())
        np.random.default_rng(number).bytes(10**7)
    assert len(contents) == 1
