"""pix2pix (Isola, Zhu, Zhou, Efros 2017): a deep U-Net, and a discriminator that judges patches.

As published, with the filters times `width`: C64-C128-C256-C512-C512-C512-C512-C512 to encode, the
same way back with skips, and half of the values dropped in its first three blocks; the 70 × 70
PatchGAN C64-C128-C256-C512. Normalization is of each picture alone, which theirs is for the batches
of one picture that they train on, here whatever the batch. What differs:

- Odd sizes are padded before they are halved and cut after they are doubled, as in
  `models/networks.py`: 180 × 320 cannot be halved eight times. Pictures of 128 pixels and less
  reach a single pixel, which is not normalized.
- Nothing is dropped when pictures are colored, so that one picture has one coloring.
- A picture to train on is enlarged and cropped by interpolating once, at any offset.
- The learning rate falls after each batch of the second half, and not after each epoch.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import torch
from torch import Tensor, nn
from torch.nn import functional

from chromacel.conditions.kinds import Condition
from chromacel.models.draws import Draws
from chromacel.models.networks import LEAKY_SLOPE, Network, scaled_filters
from chromacel.models.objectives import Objective, cross_entropy
from chromacel.models.recipes import GanSettings
from chromacel.models.settings import TrainingSettings
from chromacel.pictures.pixels import COLORS

DEPTH = 8  # halvings of the generator
DROPPED = 3  # blocks of its decoder that half of the values are dropped in
DEVIATION = 0.02  # of the initial weights
SMALLEST = 24  # pixels of a side, below which the discriminator has no patch
ENLARGED = 286 / 256  # before a picture is cropped to its size


class InstanceNormalization(nn.Module):
    """Each channel of each picture to mean 0 and variance 1, then a scale and a shift; these alone
    where a channel is one pixel, of which nothing would be left but rounding."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(1 + DEVIATION * torch.randn(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2:].numel() == 1:
            return x * self.weight.view(-1, 1, 1) + self.bias.view(-1, 1, 1)
        return torch.group_norm(x, len(self.weight), self.weight, self.bias)


class EncoderBlock(nn.Module):
    """Strided convolution and, in all but the first and the innermost, normalization; halves both
    sizes, rounded up."""

    def __init__(self, inputs: int, outputs: int, is_normalized: bool) -> None:
        super().__init__()
        self.convolution = _drawn(
            nn.Conv2d(inputs, outputs, 4, stride=2, padding=1, bias=not is_normalized)
        )
        self.normalization = InstanceNormalization(outputs) if is_normalized else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        x = functional.pad(x, (0, x.shape[3] % 2, 0, x.shape[2] % 2))
        normalized: Tensor = self.normalization(self.convolution(x))
        return normalized


class DecoderBlock(nn.Module):
    """Transposed convolution, normalization, dropout, ReLU; cut to the encoder's layer's size."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolution = _drawn(
            nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
        )
        self.normalization = InstanceNormalization(outputs)

    def forward(self, x: Tensor, skip: Tensor, kept: Tensor | None) -> Tensor:
        x = self.convolution(x)[..., : skip.shape[2], : skip.shape[3]]
        x = self.normalization(x)
        if kept is not None:
            x = torch.where(kept, 2 * x, 0)
        return functional.relu(x)


class Pix2pixGenerator(Network):
    """A condition (n, 1, h, w) to colors (n, 3, h, w), in [-1, 1]."""

    def __init__(self, width: float) -> None:
        super().__init__()
        filters = scaled_filters(width)
        self.deepest = filters[-1]
        filters += [self.deepest] * (DEPTH - len(filters))
        self.encoder = nn.ModuleList(
            EncoderBlock(inputs, outputs, is_normalized=0 < place < DEPTH - 1)
            for place, (inputs, outputs) in enumerate(zip([1, *filters[:-1]], filters, strict=True))
        )
        inputs = [self.deepest, *(2 * number for number in reversed(filters[:-1]))]
        self.decoder = nn.ModuleList(map(DecoderBlock, inputs[:-1], reversed(filters[:-1])))
        self.output = _drawn(nn.ConvTranspose2d(inputs[-1], COLORS, 4, stride=2, padding=1))

    def forward(self, condition: Tensor, kept: Sequence[Tensor] = ()) -> Tensor:
        """`kept` are the values that dropout leaves, bool, of the shapes that `dropped` gives."""
        x, encoded = condition, []
        with self.precision(x):
            for block in self.encoder[:-1]:
                x = functional.leaky_relu(block(x), LEAKY_SLOPE)
                encoded.append(x)
            x = functional.relu(self.encoder[-1](x))
            for block, skip, values in zip_longest(self.decoder, reversed(encoded), kept):
                x = torch.cat((block(x, skip, values), functional.relu(skip)), dim=1)
            x = self.output(x)[..., : condition.shape[2], : condition.shape[3]]
        return torch.tanh(x.float())

    def dropped(self, size: tuple[int, int]) -> list[tuple[int, int, int]]:
        """Of a picture of this size, channels and size where dropout is."""
        halvings = range(DEPTH - 1, DEPTH - 1 - DROPPED, -1)
        rows, columns = ([-(-length // 2**number) for number in halvings] for length in size)
        return list(zip([self.deepest] * DROPPED, rows, columns, strict=True))


class PatchDiscriminator(Network):
    """Condition and colors (n, 3, h, w) to a logit for each patch of 70 × 70, (n, rows, columns).

    The sigmoid that makes it the probability of a real pair is inside the loss.
    """

    def __init__(self, width: float) -> None:
        super().__init__()
        filters = scaled_filters(width)[:4]
        layers: list[nn.Module] = []
        for place, (inputs, outputs) in enumerate(
            zip([1 + COLORS, *filters[:-1]], filters, strict=True)
        ):
            stride = 2 if place < 3 else 1
            layers.append(_drawn(nn.Conv2d(inputs, outputs, 4, stride, padding=1, bias=place == 0)))
            if place:
                layers.append(InstanceNormalization(outputs))
            layers.append(nn.LeakyReLU(LEAKY_SLOPE))
        self.layers = nn.Sequential(*layers, _drawn(nn.Conv2d(filters[-1], 1, 4, padding=1)))

    def forward(self, condition: Tensor, colors: Tensor) -> Tensor:
        x = torch.cat((condition, colors), dim=1)
        missing = [max(SMALLEST - length, 0) for length in x.shape[2:]]
        x = functional.pad(x, (0, missing[1], 0, missing[0]))
        with self.precision(x):
            logits: Tensor = self.layers(x)
        return logits.float().squeeze(1)


class Pix2pixObjective(Objective):
    """The discriminator minimizes -log D(x, y) - log(1 - D(x, G(x))), halved, mean over patches;
    then the generator -log D(x, G(x)) + λ·|G(x) - y|, the last mean over pixels and channels."""

    def __init__(self, settings: GanSettings, size: tuple[int, int], condition: Condition) -> None:
        self.l1_weight = settings.l1_weight
        generator = Pix2pixGenerator(settings.width)
        self.generator: Network = generator
        self.discriminator: Network = PatchDiscriminator(settings.width)
        self.networks = {"discriminator": self.discriminator, "generator": self.generator}
        self.dropped, self.kept = generator.dropped(size), list[Tensor]()

    @staticmethod
    def build_generator(settings: TrainingSettings, condition: Condition) -> Network:
        return Pix2pixGenerator(settings.width)

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]:
        kept, self.kept = self.kept, []  # of one batch
        generated = self.generator(condition, kept)
        real = self.discriminator(condition, colors)
        fake = self.discriminator(condition, generated.detach())
        patches = real.shape[1:].numel()
        judged = (cross_entropy(real, 1.0) + cross_entropy(fake, 0.0)) / 2
        yield "discriminator", judged / patches / number
        # The generator learns through the discriminator, whose own gradients nobody needs.
        self.discriminator.requires_grad_(False)
        fooled = cross_entropy(self.discriminator(condition, generated), 1.0) / patches
        self.discriminator.requires_grad_(True)
        difference = functional.l1_loss(generated, colors, reduction="sum")
        difference = difference / colors.shape[1:].numel()
        yield "generator", (fooled + self.l1_weight * difference) / number

    def varied(self, condition: Tensor, colors: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        """Enlarged, cropped anywhere, half of them mirrored; and what dropout leaves is drawn."""
        pictures = jittered(torch.cat((condition, colors), dim=1), draws)
        self.kept = [draws.coins(*shape) for shape in self.dropped]
        return pictures[:, :1], pictures[:, 1:]

    def rate(self, share: float) -> float:
        """Constant, then falling to nothing over the second half."""
        return min(1.0, 2 - 2 * share)


def jittered(pictures: Tensor, draws: Draws) -> Tensor:
    """Pictures (n, c, h, w) in [-1, 1], enlarged and cropped to their size, each at its own place,
    half of them mirrored."""
    shown = 1 / ENLARGED  # share of a side, which goes from -1 to 1
    across = torch.where(draws.coins(), -shown, shown)
    x, y = (draws.uniform(shown - 1, 1 - shown) for _ in range(2))
    if not len(pictures):  # this process has none of the last batch
        return pictures
    zero, down = torch.zeros_like(x), torch.full_like(x, shown)
    places = torch.stack((across, zero, x, zero, down, y), dim=1).view(-1, 2, 3)
    grid = functional.affine_grid(places, list(pictures.shape), align_corners=False)
    found = functional.grid_sample(pictures, grid, "bicubic", "border", align_corners=False)
    return found.clamp(-1, 1)


def _drawn(layer: nn.Conv2d | nn.ConvTranspose2d) -> nn.Module:
    """The layer with new weights, normally distributed, its bias zero."""
    nn.init.normal_(layer.weight, 0, DEVIATION)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
