"""Pictures warped in training."""

import torch

from chromacel.models.draws import Draws
from chromacel.models.variation import warped


class Middle(Draws):
    """Draws that lie in the middle of their range, but for the mirroring."""

    def __init__(self, mirror: float) -> None:
        super().__init__((1,), 1, torch.device("cpu"))
        self.values = [0.0, 0.0, 0.0, mirror, 0.0, 0.0]

    def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
        return torch.tensor([self.values.pop(0)])


def test_a_picture_that_nothing_is_done_to_stays_as_it_is() -> None:
    picture = torch.rand(1, 4, 18, 32)
    assert torch.allclose(warped(picture, Middle(1.0)), picture, atol=1e-5)
    assert torch.allclose(warped(picture, Middle(-1.0)), picture.flip(3), atol=1e-5)


def test_a_circle_that_is_turned_and_enlarged_stays_round() -> None:
    y, x = torch.meshgrid(torch.arange(180) - 89.5, torch.arange(320) - 159.5, indexing="ij")
    circle = ((x**2 + y**2) < 40**2).float().expand(64, 1, -1, -1)
    whole = 0
    for picture in warped(circle, Draws((1, 2), 64, torch.device("cpu")))[:, 0]:
        inside = (picture > 0.5).nonzero().float()
        if len(inside) and inside.amin() > 0 and (inside.amax(0) < torch.tensor([179, 319])).all():
            height, width = (inside.amax(0) - inside.amin(0) + 1).tolist()
            assert 0.75 < width / height < 1.33
            whole += 1
    assert whole > 10
