"""Bilateral grids against arithmetic done by hand."""

import pytest
import torch

from chromacel.models.bilateral_grid import sliced, weighted


@pytest.fixture
def grid() -> torch.Tensor:
    return torch.randn(2, 3, 5, 4, 6, generator=torch.Generator().manual_seed(1))


def test_a_pixel_at_a_level_has_that_levels_values(grid: torch.Tensor) -> None:
    for level in range(5):
        luma = torch.full((2, 1, 4, 6), level / 2 - 1)
        assert torch.allclose(sliced(grid, luma), grid[:, :, level], atol=1e-5)


def test_between_two_levels_it_has_their_mean(grid: torch.Tensor) -> None:
    between = sliced(grid, torch.full((2, 1, 4, 6), 0.25))
    assert torch.allclose(between, grid[:, :, 2:4].mean(2), atol=1e-5)


@pytest.mark.parametrize("size", [(4, 6), (16, 24), (13, 31), (1, 1)])
def test_gpus_get_the_same_values_and_gradients(grid: torch.Tensor, size: tuple[int, int]) -> None:
    luma = torch.rand(2, 1, *size) * 2 - 1
    gradients = []
    for function in (sliced, weighted):
        own = grid.clone().requires_grad_()
        values = function(own, luma)
        values.square().sum().backward()
        gradients.append(own.grad)
    assert torch.allclose(sliced(grid, luma), weighted(grid, luma), atol=1e-5)
    assert torch.allclose(*gradients, atol=1e-4)
