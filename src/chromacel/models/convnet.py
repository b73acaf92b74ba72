"""The paper's ConvNet: a generator alone, for the squared difference."""

from collections.abc import Iterator

from torch import Tensor
from torch.nn.functional import mse_loss

from chromacel.conditions.kinds import Condition
from chromacel.models.networks import Generator, Network
from chromacel.models.objectives import Objective
from chromacel.models.settings import TrainingSettings


class ConvnetObjective(Objective):
    """Half the squared difference, summed over a picture (section 3.1.2), mean over the batch."""

    def __init__(
        self, settings: TrainingSettings, size: tuple[int, int], condition: Condition
    ) -> None:
        self.generator: Network = self.build_generator(settings, condition)
        self.networks = {"generator": self.generator}

    @staticmethod
    def build_generator(settings: TrainingSettings, condition: Condition) -> Network:
        return Generator(settings.width)

    def losses(
        self, condition: Tensor, colors: Tensor, number: int
    ) -> Iterator[tuple[str, Tensor]]:
        difference = mse_loss(self.generator(condition), colors, reduction="sum")
        yield "generator", difference / 2 / number
