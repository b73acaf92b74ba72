import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chromacel.files.names import file_name, output_name, slug

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,47}")
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=255)


@pytest.mark.parametrize("name", ["demo-01", "munchausen_01", "S01E02.v2", "01", "NA", "a" * 48])
def test_a_short_and_plain_name_is_its_own_slug(name: str) -> None:
    assert slug(name) == name


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("-ep1", "ep1"),
        ("--help", "help"),
        (".hidden", "hidden"),
        ("x" * 252, "x" * 32),
        ("Pilot <extended>", "Pilot-extended"),
        ("{episode}", "episode"),
        ("[Group] Show - 01 (1080p)", "Group-Show-01-1080p"),
        ("Pokémon 01", "Pokemon-01"),
        ("ポケモン 01", "01"),
        ("demo-0123456789ab", "demo-0123456789ab"),
    ],
)
def test_of_another_name_what_is_readable_stays_with_a_hash(name: str, readable: str) -> None:
    assert re.fullmatch(f"{re.escape(readable)}-[0-9a-f]{{12}}", slug(name))


def test_a_name_without_a_readable_letter_is_a_hash_alone() -> None:
    assert re.fullmatch("[0-9a-f]{12}", slug("ポケモン"))


@given(NAMES)
def test_a_slug_is_short_plain_and_the_slug_of_no_other_name(name: str) -> None:
    assert PLAIN.fullmatch(slug(name))
    if slug(name) != name:
        assert slug(slug(name)) != slug(name)  # which may be the name of another file


@given(st.lists(st.text(f"{string.ascii_letters}- é<", min_size=1), unique=True))
def test_different_names_have_different_slugs(names: list[str]) -> None:
    assert len({slug(name) for name in names}) == len(names)


def test_only_a_known_suffix_is_none_of_the_name() -> None:
    for file, name in (
        ("a.mp4", "a"),
        ("a.RMVB", "a"),
        ("Episode 1.5", "Episode 1.5"),
        ("Dr. Who", "Dr. Who"),
        ("tab\there.mov", "tab here"),
    ):
        assert file_name(Path("folder", file)) == name


def test_colored_pictures_keep_their_names_unless_files_cannot_have_them() -> None:
    for name in ("page 1", "絵 'a' \"b\"", "-x", "x" * 200):
        assert output_name(name) == name
    assert output_name("x" * 252) == slug("x" * 252)
    assert output_name("絵" * 80) == slug("絵" * 80)
    assert output_name(slug("x" * 252)) != slug("x" * 252)
