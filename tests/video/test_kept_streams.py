"""Sound, subtitles, chapters, attachments and their words after a round trip."""

from pathlib import Path

import pytest

from chromacel.errors import InputError
from chromacel.video.encoders import EncodingSettings
from recoloring_clips import LOSSLESS, described, make, packets, pattern, recolored, seconds

ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.10,0:00:00.90,Default,,0,0,0,,{\\\\pos(3,4)}One
Dialogue: 1,0:00:00.10,0:00:00.50,Default,,0,0,0,,At the same time
"""
CHAPTERS = """;FFMETADATA1
title=A show
[CHAPTER]
TIMEBASE=1/1000
START=0
END=400
title=First
[CHAPTER]
TIMEBASE=1/1000
START=400
END=1000
title=Second
"""
SOUND = ["-f", "lavfi", "-i", "sine=440:d=1:r=48000"]
SRT = "1\n00:00:00,100 --> 00:00:00,900\nA line\n"


def with_streams(folder: Path, suffix: str) -> Path:
    (folder / "s.ass").write_text(ASS)
    (folder / "s.srt").write_text(SRT)
    (folder / "chapters.txt").write_text(CHAPTERS)
    (folder / "font.ttf").write_bytes(bytes(range(256)))
    subtitles = folder / ("s.ass" if suffix == ".mkv" else "s.srt")
    inputs = [*pattern(), *SOUND, *SOUND, "-i", str(subtitles), "-i", str(folder / "chapters.txt")]
    maps = ["-map", "1", "-map", "0", "-map", "2", "-map", "3", "-map_metadata", "4"]
    words = ["-metadata:s:a:0", "language=jpn", "-metadata:s:a:1", "title=Comments"]
    words += ["-metadata:s:s:0", "language=fre", "-metadata:s:v:0", "language=eng"]
    words += ["-disposition:a:0", "0", "-disposition:a:1", "default+comment"]
    words += ["-disposition:s:0", "forced", "-c:v", "libx264", "-c:a", "aac", "-pix_fmt", "yuv420p"]
    if suffix == ".mkv":
        words += ["-c:a:1", "flac", "-c:s", "copy", "-attach", str(folder / "font.ttf")]
        words += ["-metadata:s:t", "mimetype=application/x-truetype-font"]
    else:
        words += ["-c:s", "mov_text"]
    return make(folder / f"a{suffix}", *inputs, *maps, *words)


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "ffv1"])
@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_other_streams_keep_packets_times_and_words(
    tmp_path: Path, suffix: str, codec: str
) -> None:
    source = with_streams(tmp_path, suffix)
    settings = EncodingSettings(codec=codec)  # type: ignore[arg-type]
    target = tmp_path / f"b{suffix}"
    if (codec, suffix) == ("ffv1", ".mp4"):
        with pytest.raises(InputError, match=r"FFV1.*take a name that ends in \.mkv"):
            recolored(source, target, settings)
        return
    recolored(source, target, settings)
    assert packets(target) == packets(source)
    assert len(packets(source)) == 3
    assert seconds(target) == seconds(source)
    assert described(target) == described(source)


def test_pixels_that_are_not_square_cost_no_stream(tmp_path: Path) -> None:
    plain = with_streams(tmp_path, ".mkv")
    source = make(tmp_path / "c.mkv", "-i", str(plain), "-map", "0", "-c", "copy", "-aspect", "3:2")
    target = recolored(source, tmp_path / "b.mkv")
    assert packets(target) == packets(source)
    assert described(target) == described(source)


@pytest.mark.parametrize("what", ["ass", "attachment"])
def test_what_mp4_cannot_hold_is_refused_before_anything_is_encoded(
    tmp_path: Path, what: str
) -> None:
    source = with_streams(tmp_path, ".mkv")
    if what == "attachment":
        cut = ["-i", str(source), "-map", "0", "-map", "-0:s", "-c", "copy"]
        source = make(tmp_path / "c.mkv", *cut)

    def never(_: object) -> object:
        raise AssertionError("a frame was read")

    with pytest.raises(InputError, match=rf"{what}.*: take a name that ends in \.mkv"):
        recolored(source, tmp_path / "b.mp4", EncodingSettings(), color=never)
    assert not list(tmp_path.glob(".*segments"))


def test_thirty_subtitle_tracks_and_no_sound(tmp_path: Path) -> None:
    (tmp_path / "s.srt").write_text(SRT)
    inputs = [*pattern(), *(["-i", str(tmp_path / "s.srt")] * 30)]
    maps = [word for number in range(31) for word in ("-map", str(number))]
    source = make(tmp_path / "a.mkv", *inputs, *maps, "-c:v", "libx264")
    target = recolored(source, tmp_path / "b.mkv")
    assert packets(target) == packets(source)
    assert len(packets(source)) == 30


def test_broken_sound_is_copied_as_it_is(tmp_path: Path) -> None:
    whole = make(tmp_path / "a.mkv", *pattern(), *SOUND, "-c:v", "libx264", "-c:a", "aac")
    content = bytearray(whole.read_bytes())
    for values in [packet[4] for packet in packets(whole)[1][5:20]]:
        place = content.index(values)  # type: ignore[arg-type]
        content[place : place + len(values)] = b"\xff" * len(values)  # type: ignore[arg-type]
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(content)
    target = recolored(broken, tmp_path / "b.mkv")
    assert packets(target) == packets(broken) != packets(whole)


def test_joined_recordings_whose_times_jump_back_are_kept(tmp_path: Path, footage: Path) -> None:
    source = footage / "reports/three-segments.ts"
    target = recolored(source, tmp_path / "b.mkv", LOSSLESS)
    before, after = packets(source)[1], packets(target)[1]
    assert len(before) == len(after)
    times = [packet[0] for packet in after]
    assert times == sorted(times)  # type: ignore[type-var]


def test_a_source_is_not_overwritten_by_its_colors(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mkv", *pattern(), "-c:v", "libx264")
    with pytest.raises(InputError, match="is the source: take another name"):
        recolored(source, source)
    with pytest.raises(InputError, match=r"take a name that ends in \.mkv or \.mp4"):
        recolored(source, tmp_path / "b.avi")
