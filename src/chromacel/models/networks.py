"""The paper's networks: a U-Net that colors, and a discriminator that judges pairs.

SPEC.md leaves these open, and they are ours: kernels of 4, strides of 2, filters
64-128-256-512-512-512 times `width`, and how odd sizes are halved and doubled back.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from chromacel.models.normalization import BatchNormalization
from chromacel.models.scaling import scaled_condition, unscaled_colors
from chromacel.pictures.pixels import COLORS

FILTERS = (64, 128, 256, 512, 512, 512)
LEAKY_SLOPE = 0.2


class DownsamplingBlock(nn.Module):
    """Strided convolution, batch normalization, leaky ReLU; halves both sizes, rounded up."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
        self.normalization = BatchNormalization(outputs)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.pad(x, (0, x.shape[3] % 2, 0, x.shape[2] % 2))
        x = self.normalization(self.convolution(x))
        return functional.leaky_relu(x, LEAKY_SLOPE)


class UpsamplingBlock(nn.Module):
    """Transposed convolution, batch normalization, ReLU; cut to the size of the encoder's layer."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolution = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
        self.normalization = BatchNormalization(outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = self.convolution(x)[..., : skip.shape[2], : skip.shape[3]]
        return functional.relu(self.normalization(x))


class Network(nn.Module):
    """Computes in bfloat16 where it is told to, but for normalization and what it returns."""

    in_bfloat16 = False

    def precision(self, x: Tensor) -> torch.autocast:
        # Anew for each pass: within one, the weights' bfloat16 copies are kept, through updates.
        return torch.autocast(x.device.type, torch.bfloat16, enabled=self.in_bfloat16)

    def color(self, condition: Tensor) -> Tensor:
        """Of a generator, its colors for conditions: (n, h, w) uint8 in, (n, h, w, 3) uint8 out."""
        colors: Tensor = self(scaled_condition(condition))
        return unscaled_colors(colors)


class Generator(Network):
    """The ConvNet of section 3.1.1: a condition (n, 1, h, w) to colors (n, 3, h, w), in [-1, 1]."""

    def __init__(self, width: float) -> None:
        super().__init__()
        filters = scaled_filters(width)
        self.encoder = downsampling_blocks(1, filters)
        # Each decoder layer but the first takes the encoder's of its size beside the one before.
        inputs = [filters[-1], *(2 * number for number in reversed(filters[:-1]))]
        self.decoder = nn.ModuleList(
            UpsamplingBlock(number, outputs)
            for number, outputs in zip(inputs[:-1], reversed(filters[:-1]), strict=True)
        )
        self.output = nn.ConvTranspose2d(inputs[-1], COLORS, 4, stride=2, padding=1)

    def forward(self, condition: Tensor) -> Tensor:
        x, encoded = condition, []
        with self.precision(x):
            for block in self.encoder:
                x = block(x)
                encoded.append(x)
            for block, skip in zip(self.decoder, reversed(encoded[:-1]), strict=True):
                x = torch.cat((block(x, skip), skip), dim=1)
            x = self.output(x)[..., : condition.shape[2], : condition.shape[3]]
        return torch.tanh(x.float())


class Discriminator(Network):
    """The discriminator of section 3.2.1: condition and colors (n, 3, h, w) to one logit (n,).

    The sigmoid that makes the logit the probability of a real pair is inside the loss.
    """

    def __init__(self, width: float, size: tuple[int, int]) -> None:
        super().__init__()
        filters = scaled_filters(width)
        self.encoder = downsampling_blocks(1 + COLORS, filters)
        rows, columns = (-(-length // 2 ** len(filters)) for length in size)
        self.logit = nn.Linear(filters[-1] * rows * columns, 1)

    def forward(self, condition: Tensor, colors: Tensor) -> Tensor:
        x = torch.cat((condition, colors), dim=1)
        with self.precision(x):
            for block in self.encoder:
                x = block(x)
            logits: Tensor = self.logit(x.flatten(1))
        return logits.float().squeeze(1)


def scaled_filters(width: float) -> list[int]:
    return [max(round(width * filters), 1) for filters in FILTERS]


def downsampling_blocks(inputs: int, filters: list[int]) -> nn.ModuleList:
    return nn.ModuleList(map(DownsamplingBlock, [inputs, *filters[:-1]], filters))
