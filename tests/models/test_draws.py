"""Random numbers for the pictures of a batch."""

import pytest
import torch

from chromacel.models import draws
from chromacel.models.draws import Draws

CPU = torch.device("cpu")


def test_ranks_share_the_draws_of_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Draws((1, 2), 5, CPU)
    alone = [whole.uniform(-1, 1), whole.coins(2, 3), whole.uniform(0, 3, 2, 3)]
    parts = []
    for rank in range(2):
        monkeypatch.setattr(draws, "rank_share", lambda batch, at=rank: batch.tensor_split(2)[at])
        part = Draws((1, 2), 5, CPU)
        parts.append([part.uniform(-1, 1), part.coins(2, 3), part.uniform(0, 3, 2, 3)])
    for place, values in enumerate(alone):
        assert torch.equal(torch.cat([part[place] for part in parts]), values)


def test_draws_are_as_often_chosen_as_asked_and_in_their_bounds() -> None:
    values = Draws((3, 1), 10_000, CPU)
    assert abs(len(values.some(0.3)[0]) / 10_000 - 0.3) < 0.02
    drawn = values.uniform(2, 5)
    assert 2 <= float(drawn.min()) < 2.01 and 4.99 < float(drawn.max()) <= 5


def test_coins_are_even_and_of_the_shape_asked_for() -> None:
    coins = Draws((3, 1), 50, CPU).coins(20, 30)
    assert (coins.shape, coins.dtype) == ((50, 20, 30), torch.bool)
    assert abs(float(coins.float().mean()) - 0.5) < 0.02
