import os
from pathlib import Path

import pytest
from PIL import Image

from chromacel.errors import InputError
from chromacel.files.inputs import left_out, why_left_out
from chromacel.files.media import VIDEO
from chromacel.files.names import file_name, slug
from chromacel.jobs.sources import demo_episodes, find_episodes, find_pictures, stamps

AWKWARD = ["It's 1.mp4", 'a "b" [c].mkv', "ポケモン 01.webm", "x (1).MP4", "tab\there.mov"]


@pytest.fixture
def show(tmp_path: Path) -> Path:
    for name in [*AWKWARD, "notes.txt", "._hidden.mp4"]:
        (tmp_path / name).touch()
    return tmp_path


def names(files: dict[str, Path]) -> list[str]:
    return sorted(path.name for path in files.values())


def test_a_folder_gives_its_videos_and_nothing_else(show: Path) -> None:
    episodes = find_episodes(str(show))
    assert names(episodes) == sorted(AWKWARD)
    assert all(name == slug(file_name(path)) for name, path in episodes.items())


def test_a_glob_a_file_and_a_list_are_taken(show: Path) -> None:
    assert names(find_episodes(str(show / "*.mkv"))) == [AWKWARD[1]]
    assert names(find_episodes(str(show / AWKWARD[1]))) == [AWKWARD[1]]
    two = [str(show / name) for name in AWKWARD[:2]]
    assert names(find_episodes(two)) == sorted(AWKWARD[:2])


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("[SubsPlease] Show/*.avi", ["a.avi", "b.avi"]),  # a folder that there is
        ("[SubsPlease] Show/[ab].avi", ["a.avi", "b.avi"]),
        ("[SubsPlease] Show/[a].avi", ["a.avi"]),
        ("[Group] Show - 0?.mkv", ["[Group] Show - 01.mkv"]),  # as nothing matches otherwise
        ("**/*.avi", ["a.avi", "b.avi"]),
    ],
)
def test_brackets_of_a_pattern_are_letters_where_that_is_what_there_is(
    pattern: str, taken: list[str], tmp_path: Path
) -> None:
    (tmp_path / "[SubsPlease] Show").mkdir()
    for name in ("[SubsPlease] Show/a.avi", "[SubsPlease] Show/b.avi", "[Group] Show - 01.mkv"):
        (tmp_path / name).touch()
    assert names(find_episodes(str(tmp_path / pattern))) == taken


def test_a_pattern_that_matches_nothing_says_what_brackets_are(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"names no video or comic \(in a pattern, \[\[\] is a bracket"
    ):
        find_episodes(str(tmp_path / "[SubsPlease] Show/*.avi"))


@pytest.mark.parametrize("name", ["OLD.OGM", "a.asf", "b.divx", "c.m2v", "d.rmvb", "e.dv"])
def test_a_folders_rarer_videos_are_taken_by_their_suffix(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert names(find_episodes(str(tmp_path))) == [name]


@pytest.mark.parametrize("name", ["a.jpe", "B.HEIC", "c.heif", "d.dib"])
def test_a_folders_rarer_pictures_are_taken_by_their_suffix(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert names(find_pictures(str(tmp_path))) == [name]


def test_files_of_no_known_suffix_are_taken_by_their_first_bytes(
    tmp_path: Path, clip: Path
) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "cover", "PNG")
    for name in ("Episode 1.5", "Episode 1.6", "no suffix", "sound.mka", "ep.mkv.part", "ep.mp4~"):
        (tmp_path / name).write_bytes(clip.read_bytes())
    (tmp_path / "README").write_text("no film")
    (tmp_path / "Season 2").mkdir()
    (tmp_path / "gone").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")  # which is not opened, or this would wait
    episodes = find_episodes(str(tmp_path))
    assert names(episodes) == ["Episode 1.5", "Episode 1.6", "no suffix"]
    assert names(find_pictures(str(tmp_path))) == ["cover"]
    others = left_out(str(tmp_path), VIDEO)
    assert {path.name: why_left_out(path, VIDEO).split(";")[0] for path in others} == {
        **dict.fromkeys(
            ("README", "cover"),
            "left out: neither its suffix nor its first bytes are those of a video",
        ),
        "sound.mka": "left out: .mka is no suffix of a video",
        "ep.mkv.part": "left out: .part is no suffix of a video",
        "ep.mp4~": "left out: .mp4~ is no suffix of a video",
        "Season 2": "left out: a folder",
        **dict.fromkeys(("gone", "pipe"), "left out: it is not a file"),
    }


def test_nothing_is_left_out_of_a_pattern_or_a_list(show: Path) -> None:
    assert left_out(str(show / "*"), VIDEO) == []
    assert left_out([str(show / "notes.txt")], VIDEO) == []
    assert [path.name for path in left_out(str(show), VIDEO)] == ["notes.txt"]


@pytest.mark.parametrize("source", ["nowhere/*.mp4", "."])
def test_no_video_is_an_error_that_names_the_source(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"`episodes: .*names no video or comic: give"):
        find_episodes(source)


@pytest.mark.parametrize("source", ["nowhere", "~nobody/x.mp4"])
def test_a_path_that_does_not_exist_is_said_not_to(source: str) -> None:
    with pytest.raises(InputError, match=r"names no file or folder that exists: correct the path"):
        find_episodes(source)


def test_a_missing_file_of_a_list_is_named(show: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.mp4"):
        find_episodes([str(show / "gone.mp4")])


def test_two_episodes_of_one_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.mkv"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=r"a\.mkv.*a\.mp4.*same name"):
        find_episodes(str(tmp_path))


def test_files_that_snakemake_cannot_have_as_inputs_have_stamps(tmp_path: Path) -> None:
    for name in ("plain.mp4", "x {2}.mp4", "<temp>.mp4"):
        (tmp_path / name).touch()
    episodes = find_episodes(str(tmp_path))
    before = stamps(episodes)
    assert set(before) == {slug("x {2}"), slug("<temp>")}
    (tmp_path / "<temp>.mp4").write_bytes(b"other")
    after = stamps(episodes)
    assert {name for name in after if after[name] != before[name]} == {slug("<temp>")}


def test_a_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "caf\udce9.mp4").touch()
    with pytest.raises(InputError, match=r"caf\\udce9\.mp4' is not UTF-8: rename it"):
        find_episodes(str(tmp_path))


def test_demo_episodes_are_numbered() -> None:
    assert list(demo_episodes(2)) == ["demo-01", "demo-02"]
