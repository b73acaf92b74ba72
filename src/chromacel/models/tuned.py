"""The model that a user would choose: colors for each place and gray level, luma kept.

The network makes a bilateral grid: at a quarter of the picture's size, and for several levels of
the condition, between which each pixel's own value decides. From grayscale these are chroma, and
the output has the input's luma exactly. From edges, which have no luma, they are colors. It differs
from the paper's generator in what docs/quality.md measures, too: residual blocks at low resolution,
convolutions after nearest-neighbor enlargement (transposed ones leave a checkerboard), pictures
varied at random, and a learning rate that rises and falls.
"""

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.functional import l1_loss

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.models.bilateral_grid import sliced
from chromacel.models.draws import Draws
from chromacel.models.luma import exact_colors, luma_of, with_luma
from chromacel.models.networks import Network, scaled_filters
from chromacel.models.normalization import BatchNormalization
from chromacel.models.objectives import Objective
from chromacel.models.printing import drawn_lines, redrawn, screentoned
from chromacel.models.recipes import TunedSettings
from chromacel.models.scaling import scaled_condition
from chromacel.models.settings import TrainingSettings
from chromacel.models.variation import warped
from chromacel.pictures.pixels import COLORS
from chromacel.pictures.regions import averaged, flat_regions

BLOCKS = (0, 0, 1, 1, 1, 1)  # residual blocks after each downsampling: many where they cost little
STRIDE = 4  # of the bilateral grid
LEVELS = 8  # of the condition's values, each of which has colors of its own
SCREENTONED = 0.2  # of the pictures that are varied, with grays as a printed page has them
DRAWN = 0.5  # of these, with lines by other means than edge detection
REDRAWN = 0.5  # of these, with thicker, fainter or broken lines
RISE = 0.02  # share of the training in which the learning rate rises


class Convolution(nn.Sequential):
    """Convolution, batch normalization and, unless it is the last of a block, ReLU."""

    def __init__(
        self, inputs: int, outputs: int, size: int = 3, stride: int = 1, last: bool = False
    ) -> None:
        padding = (size - 1) // 2
        super().__init__(
            nn.Conv2d(inputs, outputs, size, stride, padding, bias=False),
            BatchNormalization(outputs),
            nn.Identity() if last else nn.ReLU(),
        )


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = Convolution(channels, channels)
        self.second = Convolution(channels, channels, last=True)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


class UpsamplingBlock(nn.Module):
    """Twice as large by repeating pixels, then convolved with the encoder's layer of that size."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.narrow = Convolution(inputs, outputs, size=1)
        self.mix = Convolution(2 * outputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = functional.interpolate(self.narrow(x), scale_factor=2.0, mode="nearest")
        mixed: Tensor = self.mix(torch.cat((x, skip), dim=1))
        return mixed


class TunedGenerator(Network):
    """Conditions (n, 1, h, w) to colors (n, 3, h, w), maybe beyond [-1, 1] where luma is kept."""

    def __init__(self, width: float, keeps_luma: bool) -> None:
        super().__init__()
        filters = scaled_filters(width)
        self.keeps_luma = keeps_luma
        self.encoder = nn.ModuleList(
            nn.Sequential(
                Convolution(inputs, outputs, size=4, stride=2),
                *(ResidualBlock(outputs) for _ in range(blocks)),
            )
            for inputs, outputs, blocks in zip([1, *filters[:-1]], filters, BLOCKS, strict=True)
        )
        last = int(math.log2(STRIDE)) - 1  # the encoder's layer that has the grid's size
        self.decoder = nn.ModuleList(
            UpsamplingBlock(filters[level + 1], filters[level])
            for level in reversed(range(last, len(filters) - 1))
        )
        self.outputs = 2 if keeps_luma else COLORS
        self.output = nn.Conv2d(filters[last], self.outputs * LEVELS, 3, padding=1)

    def forward(self, condition: Tensor) -> Tensor:
        rows, columns = condition.shape[2:]
        padded = self.padded(condition)
        values = sliced(self.grid(padded), padded)[..., :rows, :columns]
        return with_luma(condition, values) if self.keeps_luma else values

    def padded(self, condition: Tensor) -> Tensor:
        """To rows and columns that can be halved by each layer."""
        rows, columns = condition.shape[2:]
        whole = 2 ** len(self.encoder)
        return functional.pad(condition, (0, -columns % whole, 0, -rows % whole), "replicate")

    def grid(self, padded: Tensor) -> Tensor:
        """The bilateral grid, (n, outputs, LEVELS, h / STRIDE, w / STRIDE), in [-1, 1]."""
        x, encoded = padded, []
        with self.precision(x):
            for layer in self.encoder:
                x = layer(x)
                encoded.append(x)
            for block, skip in zip(self.decoder, encoded[-2::-1], strict=False):
                x = block(x, skip)
            x = self.output(x)
        return torch.unflatten(torch.tanh(x.float()), 1, (self.outputs, LEVELS))

    def color(self, condition: Tensor) -> Tensor:
        if not self.keeps_luma:
            return super().color(condition)
        luma = scaled_condition(condition)
        difference: Tensor = self(luma) - luma
        return exact_colors(condition, luma + evened(condition, difference))


def evened(gray: Tensor, difference: Tensor) -> Tensor:
    """(n, 3, h, w) colors less their luma, with one mean for each flat region of `gray` (n, h, w):
    the pixels of a region vote on what an artist has filled with one color."""
    pairs = zip(gray.cpu().numpy(), difference.cpu().numpy(), strict=True)
    even = [averaged(values, flat_regions(picture)) for picture, values in pairs]
    return torch.from_numpy(np.stack(even)).to(difference.device)


class TunedObjective(Objective):
    """The absolute difference, mean over pixels and channels."""

    def __init__(
        self, settings: TunedSettings, size: tuple[int, int], condition: Condition
    ) -> None:
        self.settings, self.condition = settings, condition
        self.generator: Network = self.build_generator(settings, condition)
        self.networks = {"generator": self.generator}

    @staticmethod
    def build_generator(settings: TrainingSettings, condition: Condition) -> Network:
        return TunedGenerator(settings.width, CONDITIONS[condition].is_luma)

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]:
        difference = l1_loss(self.generator(condition), colors, reduction="sum")
        yield "generator", difference / colors.shape[1:].numel() / number

    def varied(self, condition: Tensor, colors: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        places, some = draws.some(self.settings.varied)
        if not len(places):
            return condition, colors
        new = self.variation(condition[places], colors[places], some)
        return condition.index_copy(0, places, new[0]), colors.index_copy(0, places, new[1])

    def variation(self, condition: Tensor, colors: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        together = warped(torch.cat((condition, colors), dim=1), draws)
        condition, colors = together[:, :1], together[:, 1:]
        if CONDITIONS[self.condition].is_luma:
            places, some = draws.some(SCREENTONED)
            if len(places):
                printed = screentoned(condition[places], some)
                change = (printed - condition[places]).expand(-1, COLORS, -1, -1)
                colors = colors.index_add(0, places, change)
                condition = condition.index_copy(0, places, printed)
            return condition, colors
        places, some = draws.some(DRAWN)
        if len(places):
            drawn = drawn_lines(luma_of(colors[places]), some)
            condition = condition.index_copy(0, places, drawn)
        places, some = draws.some(REDRAWN)
        if len(places):
            condition = condition.index_copy(0, places, redrawn(condition[places], some))
        return condition, colors

    def rate(self, share: float) -> float:
        """A short rise to the peak, then half a cosine to zero."""
        shape = min(share / RISE, 1.0) * (1 + math.cos(math.pi * share)) / 2
        return shape * self.settings.peak
