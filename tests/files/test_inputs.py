from pathlib import Path

import pytest

from chromacel.errors import InputError
from chromacel.jobs.sources import demo_episodes, find_episodes

AWKWARD = ["It's 1.mp4", 'a "b" [c].mkv', "ポケモン 01.webm", "x (1).MP4", "tab\there.mov"]


@pytest.fixture
def show(tmp_path: Path) -> Path:
    for name in [*AWKWARD, "notes.txt", "._hidden.mp4"]:
        (tmp_path / name).touch()
    return tmp_path


def test_a_folder_gives_its_videos_and_nothing_else(show: Path) -> None:
    episodes = find_episodes(str(show))
    assert sorted(path.name for path in episodes.values()) == sorted(AWKWARD)
    assert {"It's 1", 'a "b" [c]', "ポケモン 01", "x (1)", "tab here"} == set(episodes)


def test_a_glob_a_file_and_a_list_are_taken(show: Path) -> None:
    assert set(find_episodes(str(show / "*.mkv"))) == {'a "b" [c]'}
    assert set(find_episodes(str(show / 'a "b" [c].mkv'))) == {'a "b" [c]'}
    assert set(find_episodes([str(show / name) for name in AWKWARD[:2]])) == {"It's 1", 'a "b" [c]'}


@pytest.mark.parametrize("source", ["nowhere", "nowhere/*.mp4", ".", "~nobody/x.mp4"])
def test_no_video_is_an_error_that_names_the_source(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"`episodes: .*names no video: give"):
        find_episodes(source)


def test_a_missing_file_of_a_list_is_named(show: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.mp4"):
        find_episodes([str(show / "gone.mp4")])


def test_two_episodes_of_one_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.mkv"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=r"a\.mkv.*a\.mp4.*same name"):
        find_episodes(str(tmp_path))


def test_braces_are_refused_since_snakemake_cannot_have_them(tmp_path: Path) -> None:
    (tmp_path / "x {2}.mp4").touch()
    with pytest.raises(InputError, match=r"braces, as in .*x \{2\}\.mp4: rename it"):
        find_episodes(str(tmp_path))


def test_a_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "caf\udce9.mp4").touch()
    with pytest.raises(InputError, match=r"caf\\udce9\.mp4' is not UTF-8: rename it"):
        find_episodes(str(tmp_path))


def test_demo_episodes_are_numbered() -> None:
    assert list(demo_episodes(2)) == ["demo-01", "demo-02"]
