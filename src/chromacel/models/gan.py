"""The paper's conditional GAN: a generator, and a discriminator that judges what it makes."""

from collections.abc import Iterator

from torch import Tensor
from torch.nn.functional import l1_loss

from chromacel.conditions.kinds import Condition
from chromacel.models.networks import Discriminator, Generator, Network
from chromacel.models.objectives import Objective, cross_entropy
from chromacel.models.recipes import GanSettings
from chromacel.models.settings import TrainingSettings


class GanObjective(Objective):
    """The conditional GAN of section 3.2.2.

    The discriminator minimizes -log D(x, y) - log(1 - D(x, G(x))), then the generator minimizes
    -log D(x, G(x)) + λ·|G(x) - y|, the last averaged over pixels and channels as in pix2pix, where
    λ = 100 comes from (ours: the paper does not say whether it is summed).
    """

    def __init__(self, settings: GanSettings, size: tuple[int, int], condition: Condition) -> None:
        self.l1_weight = settings.l1_weight
        self.generator: Network = self.build_generator(settings, condition)
        self.discriminator: Network = Discriminator(settings.width, size)
        self.networks = {"discriminator": self.discriminator, "generator": self.generator}

    @staticmethod
    def build_generator(settings: TrainingSettings, condition: Condition) -> Network:
        return Generator(settings.width)

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]:
        generated = self.generator(condition)
        real = self.discriminator(condition, colors)
        fake = self.discriminator(condition, generated.detach())
        yield "discriminator", (cross_entropy(real, 1.0) + cross_entropy(fake, 0.0)) / number
        # The generator learns through the discriminator, whose own gradients nobody needs.
        self.discriminator.requires_grad_(False)
        fooled = cross_entropy(self.discriminator(condition, generated), 1.0)
        self.discriminator.requires_grad_(True)
        difference = l1_loss(generated, colors, reduction="sum") / colors.shape[1:].numel()
        yield "generator", (fooled + self.l1_weight * difference) / number
