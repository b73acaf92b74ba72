"""Batch normalization over all ranks' parts of a batch."""

from typing import Any

import torch
from torch import Tensor, distributed, nn

from chromacel.machine.distributed import world_size


class _Sum(torch.autograd.Function):
    """The sum over all processes, through which gradients flow back to all of them."""

    @staticmethod
    def forward(_: Any, tensor: Tensor) -> Tensor:
        total = tensor.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(_: Any, gradient: Tensor) -> Tensor:
        return _Sum.forward(_, gradient)


def _sum(tensor: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(tensor)  # type: ignore[no-untyped-call]
    return total


class BatchNormalization(nn.BatchNorm2d):
    """PyTorch's, with statistics of the whole batch where several processes share it.

    PyTorch's own SyncBatchNorm does that on GPUs alone, where no test could see it.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or world_size() == 1:
            return super().forward(x)
        assert self.running_mean is not None and self.running_var is not None
        assert self.num_batches_tracked is not None and self.momentum is not None
        values = x.float()
        number = values.new_tensor(values.numel() / values.shape[1])
        sums = _sum(torch.cat((values.sum((0, 2, 3)), number[None])))
        mean, number = sums[:-1] / sums[-1], sums[-1].detach()
        centered = values - mean.view(1, -1, 1, 1)
        variance = _sum(centered.square().sum((0, 2, 3))) / number
        with torch.no_grad():
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * number / (number - 1), self.momentum)
        scale = self.weight / (variance + self.eps).sqrt()
        normalized: Tensor = centered * scale.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1)
        return normalized.to(x.dtype)
