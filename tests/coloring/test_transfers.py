"""What each transfer of colors from a reference promises; bounds are each method's own."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from chromacel.coloring import ironi, welsh
from chromacel.coloring.references import read_references
from chromacel.pictures.chroma import Chroma, chroma
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.resizing import resized
from referenced_pictures import BLUE, ORANGE, chroma_of, colored, flat, textured

Transfer = Callable[..., Chroma]
both = pytest.mark.parametrize("transferred", [ironi.transferred, welsh.transferred])


@both
def test_each_texture_takes_the_color_that_it_has_in_the_reference(transferred: Transfer) -> None:
    gray, truth = textured(1), chroma_of(BLUE, ORANGE)
    values = transferred(gray, [colored(textured(2), truth)])
    assert values.shape == truth.shape and values.dtype == np.float32
    assert np.abs(values - truth).mean() < 6
    turned = chroma_of(ORANGE, BLUE)
    assert np.abs(transferred(gray, [colored(textured(2), turned)]) - turned).mean() < 6


@pytest.mark.parametrize(
    ("transferred", "of_truth", "of_other"),
    [(ironi.transferred, 0.6, 0.4), (welsh.transferred, 0.8, 0.5)],
)
def test_a_pages_own_colors_are_the_nearest(
    footage: Path, transferred: Transfer, of_truth: float, of_other: float
) -> None:
    folder = footage / "comic/pepper_carrot/ep13"
    own, other = (
        resized(rgb, 90, 160) for rgb in read_references([folder / "10.jpg", folder / "18.jpg"])
    )
    gray, truth = grayscale(own[None])[0], chroma(own)
    near, far = (np.abs(transferred(gray, [rgb]) - truth).mean() for rgb in (own, other))
    assert near < of_truth * np.abs(truth).mean()
    assert near < of_other * far


@pytest.mark.parametrize(
    ("transferred", "most"), [(ironi.transferred, 0.01), (welsh.transferred, 1e-3)]
)
def test_a_reference_of_one_color_tints_everything(transferred: Transfer, most: float) -> None:
    color = flat((200, 120, 40))
    values = transferred(textured(1), [color])
    assert np.abs(values - chroma(color)[0, 0]).max() < most
