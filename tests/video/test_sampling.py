"""Which frames are taken from a video, against FFmpeg's own `select`, bit for bit."""

import re
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from chromacel.errors import InputError
from chromacel.pictures.sequence import Frame
from chromacel.video.container import video_format
from chromacel.video.decoding import Decoder
from chromacel.video.packet_reading import read_packets
from chromacel.video.packets import WholeStreamError, decoding_runs
from chromacel.video.sampling import all_frames, needed_frames
from chromacel.video.watchdog import Watchdog
from conftest import FFMPEG, sampled, selected_by_ffmpeg

SHOWS = ["munchausen/munchausen_01", "munchausen/munchausen_02", "bunny/bunny_01", "bunny/bunny_02"]
ALL_FROM_SOURCE = "-f lavfi -i testsrc2=s=160x96:r=24:d=6 -pix_fmt yuv420p"
X264 = "-c:v libx264 -bf 3 -x264-params log-level=error:scenecut=0"
OPEN = f"{X264}:open-gop=1:keyint=20:min-keyint=20:b-pyramid=normal"
X265 = "-c:v libx265 -x265-params log-level=error:keyint=24"
VARIABLE = "-vf setpts=PTS+0.5/TB*floor(N/7) -fps_mode vfr"

# Codecs and groups of pictures of which only the needed frames are decoded …
PICKED = {
    "h264.mp4": f"{X264}",
    "h264-key-24.mkv": f"{X264}:keyint=24",
    "h264-open.mp4": OPEN,
    "h264-interlaced.mp4": f"{X264}:keyint=24:interlaced=1 -flags +ildct+ilme",
    "h264-fragments.mp4": f"{X264}:keyint=24 -movflags frag_keyframe+empty_moov",
    "h264-late.mkv": f"{X264}:keyint=24 -output_ts_offset 37.5",
    "h264-variable-rate.mkv": f"{X264}:keyint=24 {VARIABLE}",
    "hevc-open.mkv": X265,
    "hevc-layers.mp4": f"{X265}:temporal-layers=2",
    "vp9.webm": "-c:v libvpx-vp9 -g 48 -b:v 200k -auto-alt-ref 1 -lag-in-frames 25",
    "av1.mkv": "-c:v libaom-av1 -cpu-used 8 -g 48",
    "mpeg2-open.mkv": "-c:v mpeg2video -bf 2 -g 15",
    "mpeg2-interlaced.mp4": "-c:v mpeg2video -bf 2 -g 15 -flags +ildct+ilme",
}
# … and those that are decoded whole: packets do not tell where frames are, or not safely.
WHOLE = {
    "h264-refresh.mp4": f"{X264}:intra-refresh=1:keyint=24",
    "h264.ts": f"{X264}:keyint=24",
    "h264-late.ts": f"{X264}:keyint=24 -output_ts_offset 5",
    "h264.flv": f"{X264}:keyint=24",
    "h264.avi": f"{X264}:keyint=24",
    "vp8.webm": "-c:v libvpx -g 48 -b:v 200k -auto-alt-ref 1 -lag-in-frames 25",
    "mpeg4.mp4": "-c:v mpeg4 -bf 2 -g 24",
    "mpeg4.avi": "-c:v mpeg4 -bf 2 -g 24",
    "mpeg2.mpg": "-c:v mpeg2video -bf 2 -g 15",
    "mpeg2.ts": "-c:v mpeg2video -bf 2 -g 15",
    "theora.ogv": "-c:v libtheora",
    "wmv.wmv": "-c:v wmv2 -g 24",
    "animation.gif": "-pix_fmt pal8",
}
# Cut without encoding again, so that an edit list hides the first frames.
EDITED = {"h264-edited.mp4": "h264.mp4", "h264-open-edited.mp4": "h264-open.mp4"}

SEVERAL = {"green": "80x48", "blue": "160x96", "red": "320x240"}  # the largest is cover art


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 144 frames of FFmpeg's test picture in each codec and container."""
    folder = tmp_path_factory.mktemp("clips")
    for name, options in (PICKED | WHOLE).items():
        words = f"{ALL_FROM_SOURCE} {options}".split()
        subprocess.run([FFMPEG, "-v", "error", *words, str(folder / name)], check=True)
    for name, source in EDITED.items():
        words = ["-ss", "1.7", "-i", str(folder / source), "-c", "copy", str(folder / name)]
        subprocess.run([FFMPEG, "-v", "error", *words], check=True)
    count = (
        (folder / "h264.avi").read_bytes().replace((144).to_bytes(4, "little"), b"\x07\0\0\0", 1)
    )
    (folder / "h264-wrong-count.avi").write_bytes(count)
    return folder


def planes_by(function: object, path: Path, stride: int) -> list[str]:
    with Watchdog(path) as watchdog:
        packets = read_packets(path, watchdog)
        frames = list(function(path, packets, stride, watchdog))  # type: ignore[operator]
    assert [frame.index for frame in frames] == list(range(0, stride * len(frames), stride))
    assert all(isinstance(frame, Frame) for frame in frames)
    return [str(frame.rgb) for frame in frames]


@pytest.mark.parametrize("name", [*PICKED, *EDITED])
@pytest.mark.usefixtures("planes_for_rgb")
def test_needed_frames_are_those_of_ffmpegs_select(clips: Path, name: str) -> None:
    everything = selected_by_ffmpeg(clips / name, 1)
    assert len(everything) == (144 if name in PICKED else 103)
    for stride in (1, 2, 5, 7, 13, 24, 31, 50, 100):
        assert planes_by(needed_frames, clips / name, stride) == everything[::stride], stride
    assert selected_by_ffmpeg(clips / name, 7) == everything[::7]


@pytest.mark.parametrize("name", [*PICKED, *EDITED, *WHOLE, "h264-wrong-count.avi"])
@pytest.mark.usefixtures("planes_for_rgb")
def test_frames_of_the_whole_stream_are_those_of_ffmpegs_select(clips: Path, name: str) -> None:
    for stride in (1, 7, 50):
        expected = selected_by_ffmpeg(clips / name, stride)
        assert planes_by(all_frames, clips / name, stride) == expected


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.usefixtures("planes_for_rgb")
def test_where_frames_cannot_be_picked_the_whole_stream_is_asked_for(
    clips: Path, name: str
) -> None:
    with pytest.raises(WholeStreamError):
        planes_by(needed_frames, clips / name, 50)


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.usefixtures("planes_for_rgb")
def test_frames_of_real_footage_are_those_of_ffmpegs_select(footage: Path, show: str) -> None:
    path = footage / f"{show}.mp4"
    expected = selected_by_ffmpeg(path, 50)
    assert len(expected) > 40
    assert planes_by(needed_frames, path, 50) == expected
    assert planes_by(all_frames, path, 50) == expected


def test_no_more_is_decoded_than_the_wanted_frames_need(clips: Path) -> None:
    path = clips / "h264-key-24.mkv"
    with Watchdog(path) as watchdog:
        packets = read_packets(path, watchdog)
        wanted = packets.display_index % 50 == 0
        runs = decoding_runs(packets, wanted)
        assert runs == [
            (0, 24),
            (48, 51),
            (96, 98),
        ]  # frame 100 is decoded as the second of its group
        whole, picked = (
            [number for number, _ in Decoder(path, packets, watchdog).frames(runs, left_out)]
            for left_out in (np.zeros(144, bool), ~wanted)
        )
    assert len(whole) == 24 + 3 + 2
    assert 3 <= len(picked) <= 20
    assert set(np.flatnonzero(wanted)) < set(picked) < set(whole)


def test_frames_have_their_display_index_time_and_size(clip: Path) -> None:
    frames = sampled(clip, 10)
    assert [frame.index for frame in frames] == [0, 10, 20, 30, 40]
    assert [frame.time for frame in frames] == pytest.approx([n / 24 for n in (0, 10, 20, 30, 40)])
    assert all(frame.rgb.shape == (36, 64, 3) and frame.rgb.dtype == np.uint8 for frame in frames)


def times_by_ffmpeg(path: Path) -> list[float]:
    """When FFmpeg shows each frame, in seconds."""
    command = [FFMPEG, "-copyts", "-i", str(path), "-map", "0:v", "-vf", "showinfo"]
    command += ["-fps_mode", "passthrough", "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(time) for time in re.findall(r"pts_time:(\S+)", done.stderr)]


TIMED = ["h264.mp4", "h264-late.mkv", "vp9.webm", "mpeg2-open.mkv", "h264-late.ts", "mpeg4.avi"]


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("stride", [7, 10])
def test_every_frame_has_the_time_that_ffmpeg_shows_it_at(
    clips: Path, name: str, stride: int
) -> None:
    times = [frame.time for frame in sampled(clips / name, stride)]
    assert times == pytest.approx(times_by_ffmpeg(clips / name)[::stride], abs=1e-5)


@pytest.mark.parametrize("show", SHOWS)
def test_every_frame_of_real_footage_has_its_time(footage: Path, show: str) -> None:
    path = footage / f"{show}.mp4"
    times = [frame.time for frame in sampled(path, 50)]
    with av.open(str(path)) as container:
        [stream] = container.streams.video
        shown = sorted(packet.pts for packet in container.demux(stream) if packet.size)
        assert times == [float(pts * stream.time_base) for pts in shown[::50]]


def test_frames_of_an_avi_follow_each_other_at_its_rate(clips: Path) -> None:
    times = [frame.time for frame in sampled(clips / "h264.avi", 7)]
    assert np.diff(times) == pytest.approx(7 / 24)
    assert 0 <= times[0] <= 2 / 24


def test_without_any_times_the_rate_tells(clips: Path, tmp_path: Path) -> None:
    path = tmp_path / "raw.h264"
    command = [FFMPEG, "-v", "error", "-i", str(clips / "h264.mp4"), "-c", "copy", str(path)]
    subprocess.run(command, check=True)
    rate = float(Fraction(video_format(path).frame_rate))
    assert [frame.time for frame in sampled(path, 7)] == [n / rate for n in range(0, 144, 7)]


def test_the_format_is_read_from_the_stream(clip: Path) -> None:
    found = video_format(clip)
    assert (found.codec, found.width, found.height, found.frame_rate) == ("h264", 64, 36, "24")
    assert found.colors == "yuv420p, BT.709, limited range"


def test_an_episode_shorter_than_the_stride_is_an_error(clip: Path) -> None:
    with pytest.raises(InputError, match=r"clip\.mp4 has 45 frames, fewer than the stride of 46"):
        sampled(clip, 46)


def test_the_best_stream_is_taken_and_never_cover_art(tmp_path: Path) -> None:
    path, cover = tmp_path / "several.mkv", tmp_path / "cover.png"
    sources = [f"color={color}:s={size}:d=1:r=24" for color, size in SEVERAL.items()]
    green, blue, red = (["-f", "lavfi", "-i", source] for source in sources)
    subprocess.run([FFMPEG, "-v", "error", *red, "-frames:v", "1", str(cover)], check=True)
    maps = ["-map", "0", "-map", "1", "-c:v", "libx264", "-disposition:v", "0"]
    attached = ["-attach", str(cover), "-metadata:s:t", "mimetype=image/png"]
    command = [FFMPEG, "-v", "error", *green, *blue, *maps, *attached, str(path)]
    subprocess.run(command, check=True)
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 3
    [frame] = sampled(path, 24)
    assert frame.rgb.shape == (96, 160, 3)
    assert frame.rgb[48, 80].argmax() == 2


def test_a_name_is_never_taken_for_a_protocol(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("concat:a.mp4")
    path.write_bytes(clip.read_bytes())
    assert len(sampled(path, 15)) == 3
