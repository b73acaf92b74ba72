"""The tuned model with hints: colors that a person gave for some pixels, beside the condition.

Hints are more channels of the network's input, zero where nothing is given: chroma and a mask where
luma is kept, colors and a mask from edges. It starts from the tuned model's weights and has its
own: an automatic model ignores hints, and one that learns to take them is worse without.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import pad

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.models.bilateral_grid import sliced
from chromacel.models.draws import Draws
from chromacel.models.hint_drawing import drawn_hints
from chromacel.models.luma import BLUE, RED, exact_colors, luma_of, with_luma
from chromacel.models.networks import Network
from chromacel.models.recipes import HintedSettings
from chromacel.models.scaling import scaled_colors, scaled_condition, unscaled_colors
from chromacel.models.settings import TrainingSettings
from chromacel.models.tuned import Convolution, TunedGenerator, TunedObjective
from chromacel.pictures.grayscale import UNIT
from chromacel.pictures.regions import flat_regions

FIRST = "encoder.0.0.0.weight"  # of the state: the only layer that sees the input


class HintedGenerator(TunedGenerator):
    """Conditions (n, 1, h, w), or these and hints (n, 1 + hints, h, w), to colors as `tuned`."""

    def __init__(self, width: float, keeps_luma: bool) -> None:
        super().__init__(width, keeps_luma)
        self.hints = self.outputs + 1
        first = self.encoder[0]
        assert isinstance(first, nn.Sequential)
        filters = self.state_dict()[FIRST].shape[0]
        first[0] = Convolution(1 + self.hints, filters, size=4, stride=2)

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> Any:
        """Of the tuned model, too, whose colors it has then, whatever the hints."""
        weight = state_dict[FIRST]
        missing = 1 + self.hints - weight.shape[1]
        widened = {**state_dict, FIRST: pad(weight, (0, 0, 0, 0, 0, missing))}
        return super().load_state_dict(widened, strict, assign)

    def forward(self, condition: Tensor) -> Tensor:
        rows, columns = condition.shape[2:]
        seen = condition[:, :1]
        missing = 1 + self.hints - condition.shape[1]
        padded = self.padded(pad(condition, (0, 0, 0, 0, 0, missing)))
        values = sliced(self.grid(padded), padded[:, :1])[..., :rows, :columns]
        return with_luma(seen, values) if self.keeps_luma else values

    def with_hints(self, condition: Tensor, colors: Tensor, given: Tensor) -> Tensor:
        """Conditions (n, 1, h, w) beside hints, of colors (n, 3, h, w) and a mask (n, 1, h, w)."""
        hints = chroma_of(colors) if self.keeps_luma else colors
        return torch.cat((condition, hints * given, given), dim=1)

    def color_hinted(self, condition: Tensor, colors: Tensor, given: Tensor) -> Tensor:
        """As `predict_hinted`: what is given comes out, by its chroma where luma is kept."""
        seen, asked = scaled_condition(condition), scaled_colors(colors)
        mask = given.unsqueeze(1)
        found: Tensor = self(self.with_hints(seen, asked, mask.float()))
        if not self.keeps_luma:
            return torch.where(given.unsqueeze(-1), colors, unscaled_colors(found))
        difference = torch.where(mask, asked - luma_of(asked), found - seen)
        each = zip(
            condition.cpu().numpy(), difference.cpu().numpy(), given.cpu().numpy(), strict=True
        )
        even = np.stack([voted(values, flat_regions(gray), one) for gray, values, one in each])
        return exact_colors(condition, seen + torch.from_numpy(even).to(seen.device))


def chroma_of(colors: Tensor) -> Tensor:
    """(n, 3, h, w) in [-1, 1] to (n, 2, h, w), of which `with_luma` makes the colors again."""
    apart = colors[:, [2, 0]] - luma_of(colors)
    most = colors.new_tensor([2 * (1 - BLUE / UNIT), 2 * (1 - RED / UNIT)])
    return apart / most.view(1, -1, 1, 1)


def voted(
    values: NDArray[np.float32], regions: NDArray[np.int32], given: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """(c, h, w) with one mean for each flat region, as `pictures.regions.averaged` has it, but of
    the given pixels alone where it has some. Given pixels stay as they are."""
    places = regions.ravel().astype(np.intp)
    is_hinted = np.bincount(places, given.ravel()) > 0
    votes = np.where(is_hinted[places], given.ravel(), 1.0)
    number = np.maximum(np.bincount(places, votes), 1)
    means = [np.bincount(places, votes * channel.ravel()) / number for channel in values]
    spread = np.stack(means).astype(np.float32).take(places, axis=1).reshape(values.shape)
    return np.where((regions > 0) & ~given, spread, values)


class HintedObjective(TunedObjective):
    """As the tuned model's, with hints drawn from the true colors."""

    settings: HintedSettings
    generator: HintedGenerator

    @staticmethod
    def build_generator(settings: TrainingSettings, condition: Condition) -> Network:
        return HintedGenerator(settings.width, CONDITIONS[condition].is_luma)

    def varied(self, condition: Tensor, colors: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        condition, colors = super().varied(condition, colors, draws)
        places, some = draws.some(self.settings.hints)
        hints, given = torch.zeros_like(colors), torch.zeros_like(condition)
        if len(places):
            drawn = drawn_hints(colors[places], some, self.generator.keeps_luma)
            colors = colors.index_copy(0, places, drawn[0])
            hints = hints.index_copy(0, places, drawn[1])
            given = given.index_copy(0, places, drawn[2])
        return self.generator.with_hints(condition, hints, given), colors
