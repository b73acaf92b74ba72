"""True colors, upright, square and progressive, from clips made by the standards' formulas."""

import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from chromacel.errors import InputError
from chromacel.video.inspection import inspect_video
from conftest import FFMPEG, fitted, sampled

# The color bars, 16 columns each, and their red, green and blue.
BARS = np.array([(r, g, b) for r in (0, 255) for g in (0, 255) for b in (0, 255)] + [(210, 60, 30)])
WIDTH, HEIGHT = 16 * len(BARS), 32
# Weights of red and blue in luma: ITU-R BT.601, BT.709 and BT.2020, with FFmpeg's names.
MATRICES = {
    "smpte170m": (0.299, 0.114),
    "bt709": (0.2126, 0.0722),
    "bt2020nc": (0.2627, 0.0593),
}
PIXELS = {8: "yuv444p", 10: "yuv444p10le", 12: "yuv444p12le"}


def bars_in_yuv(matrix: str, levels: str, bits: int, width: int, height: int) -> np.ndarray:
    """(3, height, width) planes of the bars, by the formulas of the standard."""
    red, green, blue = np.repeat(BARS / 255, -(-width // len(BARS)), axis=0)[:width].T
    weight_red, weight_blue = MATRICES[matrix]
    luma = weight_red * red + (1 - weight_red - weight_blue) * green + weight_blue * blue
    chroma = (blue - luma) / (2 - 2 * weight_blue), (red - luma) / (2 - 2 * weight_red)
    one = 1 << (bits - 8)
    if levels == "tv":
        rows = [16 * one + 219 * one * luma, *(128 * one + 224 * one * part for part in chroma)]
    else:
        rows = [(256 * one - 1) * luma, *(128 * one + (256 * one - 1) * part for part in chroma)]
    planes = np.round(rows).clip(0, 256 * one - 1).astype(np.uint8 if bits == 8 else "<u2")
    return np.repeat(planes[:, None], height, axis=1)


def encode(path: Path, planes: np.ndarray, pixels: str, tags: str = "range=unknown") -> None:
    encode_planes(path, planes.tobytes(), planes.shape[1:], pixels, tags)


def encode_planes(
    path: Path, content: bytes, size: tuple[int, ...], pixels: str, tags: str
) -> None:
    """Three frames of the same planes, lossless, tagged by FFmpeg's filter `setparams`."""
    command = [FFMPEG, "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", pixels]
    command += ["-s", f"{size[1]}x{size[0]}", "-r", "24", "-i", "-", "-vf", f"setparams={tags}"]
    command += ["-c:v", "libx265", "-x265-params", "lossless=1:log-level=error", str(path)]
    subprocess.run(command, input=content * 3, check=True)


@pytest.mark.parametrize("bits", PIXELS)
@pytest.mark.parametrize("levels", ["tv", "pc"])
@pytest.mark.parametrize("matrix", MATRICES)
def test_color_bars_have_their_known_rgb(
    tmp_path: Path, matrix: str, levels: str, bits: int
) -> None:
    path = tmp_path / "bars.mkv"
    planes = bars_in_yuv(matrix, levels, bits, WIDTH, HEIGHT)
    encode(path, planes, PIXELS[bits], f"colorspace={matrix}:range={levels}")
    rgb = sampled(path, 3)[0].rgb
    assert np.abs(rgb[HEIGHT // 2, 8::16].astype(int) - BARS).max() <= 2


@pytest.mark.parametrize("bits", [8, 10, 12])
@pytest.mark.parametrize("levels", ["tv", "pc"])
def test_gray_has_the_range_that_it_is_tagged_with(tmp_path: Path, levels: str, bits: int) -> None:
    ramp = np.tile(np.linspace(0, 1, WIDTH), (HEIGHT, 1))
    one = 1 << (bits - 8)
    values = 16 * one + 219 * one * ramp if levels == "tv" else (256 * one - 1) * ramp
    luma = np.rint(values).astype(np.uint8 if bits == 8 else "<u2")
    path = tmp_path / "ramp.mkv"
    pixels = "gray" if bits == 8 else f"gray{bits}le"
    encode_planes(path, luma.tobytes(), luma.shape, pixels, f"range={levels}")
    rgb = sampled(path, 3)[0].rgb
    assert np.abs(rgb.astype(int) - np.rint(255 * ramp)[..., None]).max() <= 1


def test_limited_gray_of_real_files_is_that_of_its_twin(footage: Path) -> None:
    [frame] = sampled(footage / "reports/gray-limited.mkv", 24)
    assert frame.rgb.mean() == pytest.approx(179, abs=0.5)


@pytest.mark.parametrize(("transfer", "name"), [("smpte2084", "PQ"), ("arib-std-b67", "HLG")])
def test_high_dynamic_range_is_named_before_anything_is_decoded(
    tmp_path: Path, transfer: str, name: str
) -> None:
    path = tmp_path / "bars.mkv"
    planes = bars_in_yuv("bt2020nc", "tv", 10, WIDTH, HEIGHT)
    encode(path, planes, PIXELS[10], f"colorspace=bt2020nc:range=tv:color_trc={transfer}")
    sentence = (
        f"{path} cannot be shown in true colors (they are of high dynamic range, {name}):"
        " convert it."
    )
    assert inspect_video(path, fitted(3), 0).verdict == sentence
    with pytest.raises(InputError, match=rf"high dynamic range, {name}"):
        sampled(path, 3)


def test_hdr10_without_a_tag_is_named(footage: Path) -> None:
    with pytest.raises(InputError, match=r"high dynamic range, PQ by its HDR10 metadata"):
        sampled(footage / "reports/pq.mkv", 10)


@pytest.mark.parametrize(("axis", "siting"), [("rows", 0.25), ("columns", 0.0)])
def test_halved_chroma_is_interpolated_where_the_standard_sites_it(
    tmp_path: Path, axis: str, siting: float
) -> None:
    """Ramps of chroma over gray luma, as 4:2:0: between rows, and on every other column."""
    ramp = np.round(128 + 2.4 * (np.arange(WIDTH // 2) - WIDTH / 4))
    blue, red = (np.tile(np.clip(part, 16, 240), (WIDTH // 2, 1)) for part in (ramp, ramp[::-1]))
    if axis == "rows":
        blue, red = blue.T, red.T
    planes = [np.full((WIDTH, WIDTH), 126.0), blue, red]
    path = tmp_path / "ramps.mkv"
    content = b"".join(plane.astype(np.uint8).tobytes() for plane in planes)
    encode_planes(path, content, (WIDTH, WIDTH), "yuv420p", "colorspace=bt709:range=tv")
    rgb = sampled(path, 3)[0].rgb.astype(float)

    place = np.arange(WIDTH) / 2 - siting
    lines = [plane[:, 0] if axis == "rows" else plane[0] for plane in (blue, red)]
    blue_chroma, red_chroma = (
        (np.interp(place, np.arange(WIDTH // 2), line) - 128) / 224 for line in lines
    )
    weight_red, weight_blue = MATRICES["bt709"]
    luma = (126 - 16) / 219
    red_value = luma + (2 - 2 * weight_red) * red_chroma
    blue_value = luma + (2 - 2 * weight_blue) * blue_chroma
    green_value = (luma - weight_red * red_value - weight_blue * blue_value) / (
        1 - weight_red - weight_blue
    )
    expected = 255 * np.stack([red_value, green_value, blue_value], axis=-1).clip(0, 1)
    found = rgb[:, WIDTH // 2] if axis == "rows" else rgb[WIDTH // 2]
    inside = (expected > 0).all(axis=1) & (expected < 255).all(axis=1)
    assert inside.sum() > WIDTH // 4
    assert np.abs(found - expected)[inside].max() <= 1


@pytest.mark.parametrize(
    ("width", "height", "matrix"),
    [(720, 480, "smpte170m"), (720, 576, "smpte170m"), (1280, 536, "bt709"), (960, 720, "bt709")],
)
def test_untagged_colors_follow_the_size(
    tmp_path: Path, width: int, height: int, matrix: str
) -> None:
    path = tmp_path / "bars.mkv"
    encode(path, bars_in_yuv(matrix, "tv", 8, width, height), "yuv444p")
    rgb = sampled(path, 3)[0].rgb
    centers = (np.arange(len(BARS)) + 0.5) * -(-width // len(BARS))
    inside = centers < width
    assert np.abs(rgb[9, centers[inside].astype(int)].astype(int) - BARS[inside]).max() <= 2


def test_a_matrix_that_cannot_be_converted_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bars.mkv"
    planes = bars_in_yuv("bt709", "tv", 8, WIDTH, HEIGHT)
    encode(path, planes, "yuv444p", "colorspace=ycgco")
    with pytest.raises(
        InputError, match=r"bars\.mkv cannot be shown in true colors \(color matrix 8"
    ):
        sampled(path, 3)


@pytest.fixture(scope="module")
def corner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of 64 × 32 pixels whose upper left quarter is red, and lower left blue."""
    path = tmp_path_factory.mktemp("corner") / "corner.mp4"
    picture = (
        "color=gray:s=64x32:r=24:d=0.5,drawbox=0:0:32:16:red:fill,drawbox=0:16:32:16:blue:fill"
    )
    command = [FFMPEG, "-v", "error", "-f", "lavfi", "-i", picture, "-c:v", "libx264", "-qp", "0"]
    subprocess.run([*command, "-pix_fmt", "yuv444p", str(path)], check=True)
    return path


def autorotated_by_ffmpeg(path: Path) -> np.ndarray:
    command = [FFMPEG, "-v", "error", "-i", str(path), "-frames:v", "1", "-f", "image2pipe"]
    picture = subprocess.run([*command, "-c:v", "ppm", "-"], capture_output=True, check=True).stdout
    kind, width, height, _, pixels = picture.split(maxsplit=4)
    assert kind == b"P6"
    return np.frombuffer(pixels, np.uint8).reshape(int(height), int(width), 3)


ORIENTATIONS = [
    [*flip, "-display_rotation:v:0", str(turn)]
    for turn in (0, 90, 180, 270)
    for flip in ([], ["-display_hflip:v:0"], ["-display_vflip:v:0"])
]


@pytest.mark.parametrize("flags", ORIENTATIONS, ids=" ".join)
def test_rotation_and_mirror_flags_are_those_of_ffmpeg(
    corner: Path, tmp_path: Path, flags: list[str]
) -> None:
    path = tmp_path / "turned.mp4"
    command = [FFMPEG, "-v", "error", *flags, "-i", str(corner), "-c", "copy", str(path)]
    subprocess.run(command, check=True)
    rgb = sampled(path, 12)[0].rgb
    oracle = autorotated_by_ffmpeg(path)
    assert rgb.shape == oracle.shape
    assert np.abs(rgb.astype(int) - oracle).mean() < 3


ONE = 1 << 16
MATRICES_OF_DISPLAY = {
    "zero": (0, 0, 0, 0),
    "doubled": (2 * ONE, 0, 0, 2 * ONE),
    "halved and turned": (0, ONE // 2, -ONE // 2, 0),
    "stretched and mirrored": (-3 * ONE, 0, 0, ONE),
    "mirrored and turned": (0, 2 * ONE, ONE, 0),
    "turned by 45 degrees": (46341, 46341, -46341, 46341),
    "turned by 10 degrees": (64540, 11380, -11380, 64540),
}


@pytest.mark.parametrize("name", MATRICES_OF_DISPLAY)
def test_any_display_matrix_is_taken_as_ffmpeg_takes_it(
    corner: Path, tmp_path: Path, name: str
) -> None:
    (across, down_by_across), (across_by_down, down) = np.reshape(MATRICES_OF_DISPLAY[name], (2, 2))
    content = corner.read_bytes()
    unity = struct.pack(">9i", ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30)
    track = content.index(b"tkhd") + 4 + 40  # after the movie's own, which has the same
    assert content[track : track + 36] == unity
    matrix = struct.pack(">9i", across, down_by_across, 0, across_by_down, down, 0, 0, 0, 1 << 30)
    path = tmp_path / "turned.mp4"
    path.write_bytes(content[:track] + matrix + content[track + 36 :])
    rgb = sampled(path, 12)[0].rgb
    oracle = autorotated_by_ffmpeg(path)
    assert rgb.shape == oracle.shape
    assert np.abs(rgb.astype(int) - oracle).mean() < 4


@pytest.mark.parametrize(("turn", "aspect"), [("0", 1.5), ("90", 1 / 1.5)])
def test_the_shape_of_pixels_is_the_streams(
    corner: Path, tmp_path: Path, turn: str, aspect: float
) -> None:
    wide, path = tmp_path / "wide.mp4", tmp_path / "turned.mp4"
    command = [FFMPEG, "-v", "error", "-i", str(corner), "-vf", "setsar=3/2", "-c:v", "libx264"]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(wide)], check=True)
    command = [FFMPEG, "-v", "error", "-display_rotation:v:0", turn, "-i", str(wide)]
    subprocess.run([*command, "-c", "copy", str(path)], check=True)
    assert sampled(path, 12)[0].pixel_aspect == pytest.approx(aspect)


def test_each_frame_has_its_own_size_and_shape_of_pixels(tmp_path: Path) -> None:
    parts = []
    for size, aspect in (("64x32", "1"), ("64x32", "16/11"), ("96x64", "3/2")):
        part = tmp_path / f"{len(parts)}.ts"
        source = f"testsrc2=s={size}:r=24,setsar={aspect}"
        command = [FFMPEG, "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "10"]
        subprocess.run([*command, "-c:v", "libx264", str(part)], check=True)
        parts.append(part.read_bytes())
    path = tmp_path / "changing.ts"
    path.write_bytes(b"".join(parts))
    frames = sampled(path, 3)
    assert [frame.index for frame in frames] == list(range(0, 30, 3))
    sizes = [frame.rgb.shape[:2] for frame in frames]
    assert sizes == [(32, 64)] * 7 + [(64, 96)] * 3
    aspects = [frame.pixel_aspect for frame in frames]
    assert aspects == pytest.approx([1] * 4 + [16 / 11] * 3 + [1.5] * 3)


def moving_squares() -> Iterator[np.ndarray]:
    """48 fields of a white square that moves 4 pixels with each, on dark gray, as RGB."""
    for field in range(48):
        picture = np.full((96, 256, 3), 40, np.uint8)
        picture[32:64, 4 * field : 4 * field + 32] = 220
        yield picture


@pytest.mark.parametrize("first", ["tff", "bff"])
def test_interlaced_frames_show_their_first_field(tmp_path: Path, first: str) -> None:
    path = tmp_path / "interlaced.mkv"
    fields = list(moving_squares())
    command = [FFMPEG, "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "256x96"]
    weave = f"interlace=scan={first}:lowpass=off,setfield={first}"
    command += ["-r", "48", "-i", "-", "-vf", f"format=yuv444p,{weave}", "-c:v", "libx264"]
    command += ["-x264-params", f"{first}=1", "-flags", "+ildct+ilme", "-qp", "0", str(path)]
    subprocess.run(command, input=b"".join(field.tobytes() for field in fields), check=True)
    frames = sampled(path, 8)
    assert len(frames) == 3
    for frame in frames:
        moment = fields[2 * frame.index]
        difference = np.abs(frame.rgb.astype(int) - moment)
        assert difference.max(axis=(0, 2)).max() <= 100
        assert (difference.max(axis=2) > 8).mean() < 0.01
