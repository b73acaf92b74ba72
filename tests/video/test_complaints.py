"""A complaint of FFmpeg's is no proof of damage: where its decoder gives the frames, they count."""

import subprocess
from pathlib import Path

import pytest

from bad_inputs import FRAMES, encode
from chromacel.pictures.sequence import DamagedFrame
from chromacel.video.inspection import inspect_video
from chromacel.video.packet_reading import read_packets
from chromacel.video.sampling import all_frames
from chromacel.video.watchdog import Watchdog
from conftest import FFMPEG, fitted, sampled, selected_by_ffmpeg

X264 = ("-c:v", "libx264", "-g", "20", "-bf", "2")
TS_PACKET = 188
REPORTED = {"short-sei.mp4": 7, "three-segments.ts": 16, "fields.mkv": 8, "real.rmvb": 5}


def checked(path: Path, stride: int = 10) -> tuple[str, int | None, int | None]:
    inspection = inspect_video(path, fitted(stride), damaged=0)
    return inspection.verdict, inspection.frames, inspection.examples


@pytest.mark.parametrize("name", REPORTED)
@pytest.mark.usefixtures("planes_for_rgb")
def test_reported_files_give_the_frames_that_ffmpeg_gives(footage: Path, name: str) -> None:
    path = footage / "reports" / name
    frames = [frame.rgb for frame in sampled(path, 10)]
    assert len(frames) == REPORTED[name]
    assert frames == selected_by_ffmpeg(path, 10)
    everything = selected_by_ffmpeg(path, 1)
    assert checked(path) == ("ok", len(everything), REPORTED[name])


def complained(path: Path) -> str:
    """What FFmpeg's libraries say when all of a file is decoded."""
    command = [FFMPEG, "-v", "error", "-i", str(path), "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
@pytest.mark.usefixtures("planes_for_rgb")
def test_a_message_cut_short_costs_no_frame(tmp_path: Path, suffix: str) -> None:
    """The encoder's own message about itself says that it is longer than it is."""
    source = encode(tmp_path / f"good.{suffix}", *X264)
    content = source.read_bytes()
    name = content.index(b"x264 - core")
    length = name - 16 - 1  # before the UUID; a longer message has bytes of 255 before it
    assert content[length - 1] == 255
    assert content[length] < 254
    path = tmp_path / f"short.{suffix}"
    path.write_bytes(content[:length] + b"\xfe" + content[length + 1 :])
    assert "SEI" in complained(path)
    assert [frame.rgb for frame in sampled(path, 10)] == selected_by_ffmpeg(source, 10)
    assert checked(path) == ("ok", FRAMES, 6)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A transport stream with sound."""
    path = tmp_path_factory.mktemp("recording") / "good.ts"
    sound = ("-f", "lavfi", "-i", "sine=d=2.5", "-c:a", "aac")
    command = [FFMPEG, "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=24", *sound]
    subprocess.run([*command, *X264, "-frames:v", str(FRAMES), str(path)], check=True)
    return path.read_bytes()


def video_packets(content: bytes) -> list[int]:
    """Where the transport packets of the video stream begin."""
    starts = range(0, len(content), TS_PACKET)
    return [at for at in starts if int.from_bytes(content[at + 1 : at + 3], "big") & 0x1FFF == 256]


@pytest.mark.usefixtures("planes_for_rgb")
def test_joined_recordings_have_the_frames_of_all(recording: bytes, tmp_path: Path) -> None:
    path = tmp_path / "joined.ts"
    path.write_bytes(recording * 3)
    assert len(selected_by_ffmpeg(path, 1)) == 3 * FRAMES
    assert [frame.rgb for frame in sampled(path, 10)] == selected_by_ffmpeg(path, 10)
    assert checked(path) == ("ok", 3 * FRAMES, 18)


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.usefixtures("planes_for_rgb")
def test_a_jump_of_the_continuity_counter_alone_loses_nothing(
    recording: bytes, tmp_path: Path, every: bool
) -> None:
    content = bytearray(recording)
    packets = video_packets(recording)
    for at in packets[:: len(packets) // 5] if every else packets[len(packets) // 2 :]:
        content[at + 3] = (content[at + 3] & 0xF0) | ((content[at + 3] + 5) & 0x0F)
    path = tmp_path / "jump.ts"
    path.write_bytes(content)
    with Watchdog(path) as watchdog:
        assert read_packets(path, watchdog).complaints
    expected = selected_by_ffmpeg(path, 10)
    assert len(expected) == 6
    assert [frame.rgb for frame in sampled(path, 10)] == expected
    assert checked(path) == ("ok", FRAMES, 6)


@pytest.mark.usefixtures("planes_for_rgb")
def test_a_recording_may_start_between_key_frames(recording: bytes, tmp_path: Path) -> None:
    path = tmp_path / "late.ts"
    packets = video_packets(recording)
    tables = recording[: packets[0]]
    path.write_bytes(tables + recording[packets[len(packets) // 6] :])
    expected = selected_by_ffmpeg(path, 5)
    assert 6 <= len(expected) <= 10
    assert [frame.rgb for frame in sampled(path, 5)] == expected
    assert checked(path, 5)[::2] == ("ok", len(expected))


def test_frames_lost_without_a_complaint_of_the_decoder_are_missed(
    recording: bytes, tmp_path: Path
) -> None:
    """Whole frames cut out of a recording: the times of those around show that they are lost."""
    begins = [at for at in video_packets(recording) if recording[at + 1] & 0x40]
    path = tmp_path / "cut.ts"
    path.write_bytes(recording[: begins[25]] + recording[begins[28] :])
    with Watchdog(path) as watchdog:
        packets = read_packets(path, watchdog)
        found = list(all_frames(path, packets, 1, watchdog))
    lost = [frame.index for frame in found if isinstance(frame, DamagedFrame)]
    assert 3 <= len(lost) <= 20
    assert {frame.index for frame in found} == set(range(FRAMES))
    verdict = inspect_video(path, fitted(1), damaged=0).verdict
    assert verdict.endswith(f"of {FRAMES} frames to take from it {len(lost)} are lost: replace it.")


CODECS = {
    "h264.mp4": X264,
    "h264.mkv": X264,
    "h264.ts": X264,
    "mpeg2.mpg": ("-c:v", "mpeg2video", "-g", "15", "-bf", "2", "-an"),
    "mpeg4.avi": ("-c:v", "mpeg4", "-g", "20"),
    "flv1.flv": ("-c:v", "flv", "-g", "20", "-c:a", "mp3"),
    "theora.ogv": ("-c:v", "libtheora", "-an"),
    "wmv2.wmv": ("-c:v", "wmv2", "-c:a", "wmav2"),
    "vp9.webm": ("-c:v", "libvpx-vp9", "-an"),
}


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same pictures in each codec, beside sound that is longer."""
    folder = tmp_path_factory.mktemp("sound")
    source = ("-f", "lavfi", "-i", "testsrc2=s=160x96:r=24:d=2.5", "-f", "lavfi", "-i", "sine=d=4")
    for name, options in CODECS.items():
        command = [FFMPEG, "-v", "error", *source, "-pix_fmt", "yuv420p", *options]
        subprocess.run([*command, str(folder / name)], check=True)
    return folder


@pytest.mark.parametrize("name", CODECS)
@pytest.mark.usefixtures("planes_for_rgb")
def test_what_follows_the_last_frame_costs_none(
    sound_files: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes((sound_files / name).read_bytes() + bytes(range(256)) * 4)
    assert [frame.rgb for frame in sampled(path, 10)] == selected_by_ffmpeg(path, 10)
    assert checked(path) == ("ok", FRAMES, 6)


@pytest.mark.parametrize("name", ["mpeg2.mpg", "theora.ogv"])
@pytest.mark.usefixtures("planes_for_rgb")
def test_joined_files_have_the_frames_of_both(sound_files: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes((sound_files / name).read_bytes() * 2)
    assert [frame.rgb for frame in sampled(path, 10)] == selected_by_ffmpeg(path, 10)
    assert checked(path) == ("ok", 2 * FRAMES, 12)


@pytest.mark.usefixtures("planes_for_rgb")
def test_a_wrong_size_behind_the_last_frame_costs_none(sound_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.flv"
    path.write_bytes((sound_files / "flv1.flv").read_bytes()[:-4] + bytes(4))
    with Watchdog(path) as watchdog:
        assert read_packets(path, watchdog).complaints
    assert [frame.rgb for frame in sampled(path, 10)] == selected_by_ffmpeg(path, 10)
    assert checked(path) == ("ok", FRAMES, 6)


def test_a_file_cut_short_beside_sound_misses_its_end(sound_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.mkv"
    content = (sound_files / "h264.mkv").read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "are lost: replace it." in checked(path)[0]


@pytest.mark.usefixtures("planes_for_rgb")
def test_an_index_cut_short_behind_all_frames_costs_none(tmp_path: Path) -> None:
    source = tmp_path / "good.mkv"
    sound = ("-f", "lavfi", "-i", "sine=d=4", "-c:a", "aac")  # longer than the pictures
    command = [FFMPEG, "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=24:d=2.5", *sound]
    subprocess.run([*command, *X264, str(source)], check=True)
    path = tmp_path / "cut.mkv"
    path.write_bytes(source.read_bytes()[:-20])
    with Watchdog(path) as watchdog:
        assert read_packets(path, watchdog).complaints
    assert [frame.rgb for frame in sampled(path, 10)] == selected_by_ffmpeg(source, 10)
    assert checked(path) == ("ok", FRAMES, 6)
