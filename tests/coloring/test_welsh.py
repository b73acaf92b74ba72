"""Welsh's transfer: by luma and texture from a whole reference, or from swatches."""

from pathlib import Path

import numpy as np
import pytest

from chromacel.coloring.lifting import gray_of
from chromacel.coloring.method_colorizer import MethodColorizer
from chromacel.coloring.references import read_references
from chromacel.coloring.swatches import Swatch, swatch_of
from chromacel.coloring.welsh import transferred
from chromacel.errors import InputError
from chromacel.pictures.chroma import chroma
from chromacel.pictures.writing import write_picture
from referenced_pictures import BLUE, ORANGE, SIDE, chroma_of, colored, flat, textured

LEFT, RIGHT = (0, 0, SIDE, SIDE), (SIDE, 0, 2 * SIDE, SIDE)


def test_a_darker_reference_is_compared_as_if_it_were_as_bright() -> None:
    gray, truth = textured(1), chroma_of(BLUE, ORANGE)
    reference = colored((textured(2) * 0.5).astype(np.uint8), truth / 2)
    assert np.abs(transferred(gray, [reference]) - truth / 2).mean() < 4


def test_several_references_add_what_they_have() -> None:
    truth = chroma_of(BLUE, ORANGE)
    reference = colored(textured(2), truth)
    gray = textured(1)
    assert np.abs(transferred(gray, [reference, reference]) - truth).mean() < 6


def test_a_swatch_changes_its_texture_and_no_other() -> None:
    gray, reference = textured(1), colored(textured(2), chroma_of(BLUE, ORANGE))
    pairs = [Swatch((4, 4, 30, 30), LEFT), Swatch((SIDE + 4, 4, SIDE + 30, 30), RIGHT)]
    before = transferred(gray, [reference], pairs)
    assert np.abs(before - chroma_of(BLUE, ORANGE)).mean() < 6
    green = flat((60, 160, 60))
    pairs[0] = Swatch((4, 4, 30, 30), LEFT, reference=1)
    after = transferred(gray, [reference, green], pairs)
    assert np.abs(after[:, :SIDE] - chroma(green)[0, 0]).mean() < 6
    assert (after[:, SIDE:] == before[:, SIDE:]).all(axis=-1).mean() > 0.95


def test_a_swatch_outside_is_named() -> None:
    gray, reference = textured(1), flat((200, 120, 40))
    with pytest.raises(InputError, match=r"Swatch 1 in the picture.*not inside its 128 × 64"):
        transferred(gray, [reference], [Swatch((100, 0, 140, 20), (0, 0, 10, 10))])
    with pytest.raises(InputError, match=r"Swatch 1 in reference 1,.*not inside its 64 × 64"):
        transferred(gray, [reference], [Swatch((0, 0, 20, 20), (10, 10, 10, 20))])
    with pytest.raises(InputError, match="Swatch 1 is of reference 2, and there are 1"):
        transferred(gray, [reference], [swatch_of("0,0,20,20=2:0,0,10,10")])


def test_swatches_are_in_the_pixels_of_a_picture_that_is_colored_smaller() -> None:
    """Two textures have the luma of one reference of two colors, so that swatches alone decide."""
    large = np.repeat(np.repeat(textured(1), 8, axis=0), 8, axis=1)
    page = np.stack([large] * 3, axis=-1)
    reference = np.hstack((flat((60, 160, 60)), flat((200, 120, 40))))
    pairs = ("10,10,400,500=0,0,60,60", f"{8 * SIDE + 10},10,1000,500={SIDE},0,{2 * SIDE},60")
    swatches = [swatch_of(pair) for pair in pairs]
    colors = MethodColorizer("welsh", [reference], swatches).color_page(page)
    assert np.array_equal(gray_of(colors), gray_of(page))
    middles = chroma(colors)[:, [4 * SIDE, 12 * SIDE]].mean(axis=0)
    assert np.abs(middles - chroma(reference)[0, [0, SIDE]]).max() < 8
    with pytest.raises(InputError, match=r"Swatch 1 in the picture, 10, 10 to 1025, 500"):
        outside = [swatch_of("10,10,1025,500=0,0,60,60")]
        MethodColorizer("welsh", [reference], outside).color_page(page)


def test_references_that_show_no_color_are_one_sentence(tmp_path: Path) -> None:
    gray, tiny, text = (tmp_path / name for name in ("gray.png", "tiny.png", "text.png"))
    write_picture(gray, flat((90, 90, 90)), {})
    write_picture(tiny, flat((200, 120, 40))[:8, :8].copy(), {})
    text.write_text("no picture")
    with pytest.raises(InputError, match=r"gray\.png has no color: a reference shows"):
        read_references([gray])
    with pytest.raises(InputError, match=r"tiny\.png has 8 × 8 pixels, too few"):
        read_references([tiny])
    with pytest.raises(InputError, match=r"text\.png"):
        read_references([text])
    with pytest.raises(InputError, match="is a folder: name the colored pictures in it"):
        read_references([tmp_path])
    with pytest.raises(InputError, match=r"There is no file .*none\.png: give the path"):
        read_references([tmp_path / "none.png"])
