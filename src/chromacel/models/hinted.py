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
from torch.nn.functional import avg_pool2d, pad

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.models.bilateral_grid import sliced
from chromacel.models.draws import Draws
from chromacel.models.hint_drawing import drawn_hints
from chromacel.models.hint_filling import filled
from chromacel.models.hint_reach import corrected, reached
from chromacel.models.luma import BLUE, RED, exact_colors, luma_of, with_luma
from chromacel.models.networks import Network
from chromacel.models.recipes import HintedSettings
from chromacel.models.scaling import scaled_colors, scaled_condition, unscaled_colors
from chromacel.models.settings import TrainingSettings
from chromacel.models.tuned import LEVELS, Convolution, TunedGenerator, TunedObjective
from chromacel.pictures.grayscale import UNIT
from chromacel.pictures.pixels import Picture
from chromacel.pictures.regions import averaged, flat_regions

Colors = NDArray[np.float32]
SCALE = 3.0  # of hints as the network gets them: it learns the faster what they are for
LEAST = 1e-3  # share of given pixels, far below that of one in the coarsest layer


class HintedGenerator(TunedGenerator):
    """Conditions (n, 1, h, w), or these and hints (n, 1 + hints, h, w), to colors as `tuned`.

    Each layer of the encoder gets the hints beside its input, at the size that this has.
    """

    def __init__(self, width: float, keeps_luma: bool) -> None:
        super().__init__(width, keeps_luma)
        self.hints = self.outputs + 1
        for layer in self.encoder:
            assert isinstance(layer, nn.Sequential)
            filters, inputs = next(layer.parameters()).shape[:2]
            layer[0] = Convolution(inputs + self.hints, filters, size=4, stride=2)

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> Any:
        """Of the tuned model, too, whose colors it has then, whatever the hints."""
        state = dict(state_dict)
        for name in (f"encoder.{place}.0.0.weight" for place in range(len(self.encoder))):
            missing = self.state_dict()[name].shape[1] - state[name].shape[1]
            state[name] = pad(state[name], (0, 0, 0, 0, 0, missing))
        return super().load_state_dict(state, strict, assign)

    def forward(self, condition: Tensor) -> Tensor:
        rows, columns = condition.shape[2:]
        seen = condition[:, :1]
        missing = 1 + self.hints - condition.shape[1]
        padded = self.padded(pad(condition, (0, 0, 0, 0, 0, missing)))
        values = sliced(self.grid(padded), padded[:, :1])[..., :rows, :columns]
        return with_luma(seen, values) if self.keeps_luma else values

    def grid(self, padded: Tensor) -> Tensor:
        x, hints, encoded = padded[:, :1], padded[:, 1:], []
        with self.precision(x):
            for layer in self.encoder:
                x = layer(torch.cat((x, SCALE * hints), dim=1))
                encoded.append(x)
                hints = halved(hints)
            for block, skip in zip(self.decoder, encoded[-2::-1], strict=False):
                x = block(x, skip)
            x = self.output(x)
        return torch.unflatten(torch.tanh(x.float()), 1, (self.outputs, LEVELS))

    def with_hints(self, condition: Tensor, colors: Tensor, given: Tensor) -> Tensor:
        """Conditions (n, 1, h, w) beside hints, of colors (n, 3, h, w) and a mask (n, 1, h, w)."""
        hints = chroma_of(colors) if self.keeps_luma else colors
        return torch.cat((condition, hints * given, given), dim=1)

    def color_hinted(self, condition: Tensor, colors: Tensor, given: Tensor) -> Tensor:
        """As `predict_hinted`. What is given comes out, and reaches what looks the same."""
        seen, asked, mask = scaled_condition(condition), scaled_colors(colors), given.unsqueeze(1)
        predicted: Tensor = self(self.with_hints(seen, asked, mask.float()))
        if self.keeps_luma:
            predicted, asked = predicted - seen, asked - luma_of(asked)
        parts = [part.cpu().numpy() for part in (condition, predicted, asked, given)]
        pictures = [self.with_given(*one) for one in zip(*parts, strict=True)]
        result = torch.from_numpy(np.stack(pictures)).to(seen.device)
        return (
            exact_colors(condition, seen + result) if self.keeps_luma else unscaled_colors(result)
        )

    def with_given(
        self, picture: Picture, predicted: Colors, asked: Colors, given: NDArray[np.bool_]
    ) -> Colors:
        """What the network predicts for a picture (h, w), and what was asked for, (3, h, w) both,
        where it is given, in the regions around, and beyond as far as hints reach."""
        regions = flat_regions(picture)
        if not self.keeps_luma:
            return filled(corrected(picture, predicted, asked, given), regions, given)
        even = averaged(predicted, regions)
        colors = filled(np.where(given, asked, even), regions, given)
        return reached(picture, even, colors, asked, given)


def halved(hints: Tensor) -> Tensor:
    """Colors and mask (n, c, h, w) at half the size: the mean of those that are given there."""
    mean = avg_pool2d(hints, 2)
    return mean / mean[:, -1:].clamp(min=LEAST)


def chroma_of(colors: Tensor) -> Tensor:
    """(n, 3, h, w) in [-1, 1] to (n, 2, h, w), of which `with_luma` makes the colors again."""
    apart = colors[:, [2, 0]] - luma_of(colors)
    most = colors.new_tensor([2 * (1 - BLUE / UNIT), 2 * (1 - RED / UNIT)])
    return apart / most.view(1, -1, 1, 1)


class HintedObjective(TunedObjective):
    """As the tuned model's, with hints drawn from the true colors."""

    settings: HintedSettings
    generator: HintedGenerator

    @staticmethod
    def build_generator(settings: TrainingSettings, condition: Condition) -> Network:
        return HintedGenerator(settings.width, CONDITIONS[condition].is_luma)

    def varied(self, condition: Tensor, colors: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        own = Draws((), draws.number, draws.device)  # however many numbers were drawn before
        own.random, own.places = draws.random.spawn(1)[0], draws.places
        condition, colors = super().varied(condition, colors, draws)
        places, some = own.some(self.settings.hints)
        hints, given = torch.zeros_like(colors), torch.zeros_like(condition)
        if len(places):
            drawn = drawn_hints(colors[places], some, self.generator.keeps_luma)
            colors = colors.index_copy(0, places, drawn[0])
            hints = hints.index_copy(0, places, drawn[1])
            given = given.index_copy(0, places, drawn[2])
        return self.generator.with_hints(condition, hints, given), colors
