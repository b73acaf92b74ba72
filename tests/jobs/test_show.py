"""Whose results a folder holds."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from chromacel.jobs.show import Show, conflict, remember, show_of

SAY_YES = "another_show=replace"


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with results, beside two shows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAKELEVEL", raising=False)
    for name in ("cats/1.mp4", "cats/2.mp4", "dogs/1.mp4", "dogs/3.mp4"):
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(name * len(path.parent.name + path.name))
    Path("dogs/1.mp4").write_text("another size")
    made = Path("results/frames/1.h5")
    made.parent.mkdir(parents=True)
    made.touch()
    return Path("results")


def show(folder: str, *words: str, files: tuple[str, ...] = ()) -> Show:
    paths = {path.stem: path for path in sorted(Path(folder).glob("*.mp4"))}
    kept = {name: path for name, path in paths.items() if not files or path.name in files}
    arguments = ["snakemake", "--cores", "8", *words]
    return Show.of(folder, kept, arguments, [Path("cats.yaml")] if words else [])


CATS = ("--configfile", "cats.yaml")


def test_the_same_show_goes_on_with_videos_added_removed_or_replaced(results: Path) -> None:
    remember(results, show("cats", *CATS), replaces=False)
    assert conflict(results, show("cats", files=("2.mp4",)), SAY_YES) == ""
    remember(results, show("cats", files=("2.mp4",)), replaces=False)
    assert conflict(results, show("cats", files=("1.mp4",)), SAY_YES) == "", "it is made from both"
    Path("cats/1.mp4").write_text("another cut")
    assert conflict(results, show("cats", files=("1.mp4",)), SAY_YES) == ""


@pytest.mark.parametrize("made", ["frames/1.h5", "dataset/rgb/test-0.h5", "models/gan/gray/1"])
def test_whatever_took_long_to_make_is_protected(results: Path, made: str) -> None:
    remember(results, show("cats", *CATS), replaces=False)
    (results / "frames/1.h5").unlink()
    assert conflict(results, show("dogs"), SAY_YES) == ""
    (results / made).parent.mkdir(parents=True, exist_ok=True)
    (results / made).touch()
    assert conflict(results, show("dogs"), SAY_YES)


def test_a_hundred_thousand_videos_cost_a_plan_little(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at each file would take a while."""
    paths = {str(number): Path(f"/data/{number}/episode.mp4") for number in range(100_000)}
    many = Show.of("/data", paths, ["snakemake"], [])
    remember(results, many, replaces=False)
    monkeypatch.setattr("chromacel.jobs.show._size", lambda path: pytest.fail(f"looks at {path}"))
    assert conflict(results, many, SAY_YES) == ""


def test_a_folder_that_has_moved_is_the_same_show(results: Path) -> None:
    remember(results, show("cats", *CATS), replaces=False)
    Path("cats").rename("felines")
    assert conflict(results, show("felines"), SAY_YES) == ""


def test_another_show_is_told_what_to_type(results: Path) -> None:
    remember(results, show("cats", *CATS), replaces=False)
    mine = show("dogs", "-n", "--configfiles=dogs.yaml", "-C", "seeds=[1]", "--", "results/x.h5")
    said = conflict(results, mine, SAY_YES)
    assert "made from `episodes: cats` (2 episodes, such as 1.mp4)" in said
    assert "This run's `episodes: dogs` (2 episodes, such as 1.mp4)" in said
    commands = [line.strip() for line in said.splitlines() if "--cores" in line]
    options = "--config 'seeds=[1]'"
    assert commands == [
        "snakemake --cores 8 --configfile cats.yaml",
        f"snakemake --cores 8 --configfile config.yaml dogs.yaml {options} --directory shows/other",
        "snakemake --cores 8 --configfile dogs.yaml --config another_show=replace 'seeds=[1]'",
    ]


def test_make_is_told_the_config_that_was_used_last(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(results, show("cats", *CATS), replaces=False)
    monkeypatch.setenv("MAKELEVEL", "1")
    assert "  make CONFIG=cats.yaml report\n" in conflict(results, show("dogs"), SAY_YES)


def test_make_is_told_a_snakemake_that_its_user_has(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It puts its environment into PATH for itself alone."""
    remember(results, show("cats"), replaces=False)
    program = results.absolute().parent / ".venv/bin/snakemake"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.setenv("MAKELEVEL", "1")
    dogs = Show.of("dogs", {"1": Path("dogs/1.mp4")}, [str(program), "--cores", "8"], [])
    commands = [line for line in conflict(results, dogs, SAY_YES).splitlines() if "--cores" in line]
    assert len(commands) == 3
    assert all(line.startswith("  .venv/bin/snakemake --cores 8") for line in commands)


def test_a_show_that_takes_the_place_of_another_is_remembered_alone(results: Path) -> None:
    remember(results, show("cats", *CATS), replaces=False)
    remember(results, show("dogs"), replaces=True)
    assert conflict(results, show("dogs"), SAY_YES) == ""
    assert conflict(results, show("cats"), SAY_YES) != ""


def test_results_that_are_not_made_yet_belong_to_nobody(results: Path) -> None:
    (results / "frames/1.h5").unlink()
    remember(results, show("cats", *CATS), replaces=False)
    assert conflict(results, show("dogs"), SAY_YES) == ""
    remember(results, show("dogs"), replaces=False)
    (results / "frames/1.h5").touch()
    assert conflict(results, show("cats"), SAY_YES) != ""


def test_what_is_unreadable_says_nothing(results: Path) -> None:
    for text in ("", "{}", "[1]", "\0"):
        (results / "show.json").write_text(text)
        assert show_of(results) is None


def test_demos_of_any_length_are_one_show(results: Path) -> None:
    demo = Show("demo", ["snakemake"], [], {"results/episodes/demo-01.mp4": 0})
    remember(results, demo, replaces=False)
    longer = replace(demo, files={**demo.files, "results/episodes/demo-02.mp4": 0})
    assert conflict(results, longer, SAY_YES) == ""
    assert conflict(results, show("cats"), SAY_YES) != ""
