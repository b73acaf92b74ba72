"""pix2pix as published: its networks, losses, learning rate, and what it does to pictures."""

import numpy as np
import pytest
import torch
from torch import nn

from chromacel.models.draws import Draws
from chromacel.models.pix2pix import (
    ENLARGED,
    InstanceNormalization,
    PatchDiscriminator,
    Pix2pixGenerator,
    Pix2pixObjective,
    jittered,
)
from chromacel.models.recipes import GanSettings
from chromacel.models.structure import layers, parameters

CPU = torch.device("cpu")
SETTINGS = GanSettings(2, 4, 2e-4, 1 / 16, False, 0.5, 100)


def batch(number: int, size: tuple[int, int] = (40, 72)) -> tuple[torch.Tensor, torch.Tensor]:
    random = torch.Generator().manual_seed(number)
    return tuple(torch.rand(number, n, *size, generator=random) * 2 - 1 for n in (1, 3))


def test_the_full_networks_are_the_published_ones() -> None:
    generator, discriminator = Pix2pixGenerator(width=1), PatchDiscriminator(width=1)
    encoder = [block.convolution.out_channels for block in generator.encoder]
    decoder = [block.convolution.out_channels for block in generator.decoder]
    assert encoder == [64, 128, 256, 512, 512, 512, 512, 512]
    assert [*decoder, generator.output.out_channels] == [512, 512, 512, 512, 256, 128, 64, 3]
    judging = [layer for layer in discriminator.layers if isinstance(layer, nn.Conv2d)]
    assert [layer.out_channels for layer in judging] == [64, 128, 256, 512, 1]
    assert [layer.stride[0] for layer in judging] == [2, 2, 2, 1, 1]
    # Published for conditions of three channels, where each one has 64 kernels of 4 x 4.
    assert parameters(generator) == 54_414_531 - 2 * 64 * 16
    assert parameters(discriminator) == 2_768_705 - 2 * 64 * 16


def test_a_logit_judges_a_patch_of_70_pixels() -> None:
    discriminator = PatchDiscriminator(width=1 / 16)
    discriminator.layers = nn.Sequential(  # normalization sees all of a picture
        *(layer for layer in discriminator.layers if not isinstance(layer, InstanceNormalization))
    )
    condition, colors = batch(1, (180, 320))
    logits = discriminator(condition.requires_grad_(), colors)
    assert logits.shape == (1, 20, 38)
    [gradient] = torch.autograd.grad(logits[0, 10, 19], condition)
    rows, columns = gradient[0, 0].nonzero(as_tuple=True)
    assert (int(rows.max() - rows.min()), int(columns.max() - columns.min())) == (69, 69)


def test_weights_begin_as_published() -> None:
    torch.manual_seed(0)
    objective = Pix2pixObjective(SETTINGS, (40, 72), "gray")
    for network in objective.networks.values():
        for name, parameter in network.named_parameters():
            if parameter.dim() > 1 and parameter.numel() > 1000:
                assert float(parameter.detach().std()) == pytest.approx(0.02, rel=0.1), name
            if name.endswith("bias"):
                assert not parameter.any()


@pytest.mark.parametrize("size", [(180, 320), (16, 65), (97, 131), (181, 319), (1, 1)])
def test_pictures_of_any_size_are_learned_from_and_colored(size: tuple[int, int]) -> None:
    objective = Pix2pixObjective(SETTINGS, size, "gray")
    condition, colors = objective.varied(*batch(1, size), Draws((0, 0), 1, CPU))
    assert (condition.shape, colors.shape) == ((1, 1, *size), (1, 3, *size))
    for _, loss in objective.losses(condition, colors, 1):
        assert loss.isfinite()
    assert objective.generator(condition).shape == (1, 3, *size)


def test_normalization_is_of_each_picture_alone() -> None:
    ours, theirs = InstanceNormalization(5), nn.InstanceNorm2d(5, affine=True)
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(3, 5, 4, 6) * 3 + 1
    assert torch.allclose(ours(x), theirs(x), atol=1e-5)
    pixel = torch.randn(1, 5, 1, 1)
    assert torch.allclose(ours(pixel), pixel * ours.weight.view(-1, 1, 1))


def test_a_batch_in_training_is_normalized_as_when_it_is_colored() -> None:
    generator, (condition, _) = Pix2pixGenerator(1 / 16), batch(3)
    assert torch.equal(generator.train()(condition), generator.eval()(condition))


def test_half_of_the_values_of_three_blocks_are_dropped_in_training_alone() -> None:
    objective = Pix2pixObjective(SETTINGS, (180, 320), "gray")
    generator, (condition, colors) = objective.generator, batch(2, (180, 320))
    shapes = []
    for block in generator.decoder[:3]:
        block.normalization.register_forward_hook(lambda *call: shapes.append(call[2].shape[1:]))
    objective.varied(condition, colors, Draws((1, 2), 2, CPU))
    kept = objective.kept
    assert 0.4 < kept[2].float().mean() < 0.6
    dropped = generator(condition, kept)
    assert shapes == [values.shape[1:] for values in kept]
    assert not torch.equal(dropped, generator(condition))
    assert torch.equal(generator(condition), generator(condition))
    first = next(objective.losses(condition, colors, 2))
    assert first and not objective.kept  # each batch draws its own


def test_the_losses_are_those_of_the_paper() -> None:
    torch.manual_seed(1)
    objective = Pix2pixObjective(SETTINGS, (40, 72), "gray")
    condition, colors = batch(3)
    losses = {name: loss.item() for name, loss in objective.losses(condition, colors, 3)}
    with torch.no_grad():
        fake = objective.generator(condition)
        real_p = torch.sigmoid(objective.discriminator(condition, colors))
        fake_p = torch.sigmoid(objective.discriminator(condition, fake))
    judged = -(real_p.log().mean() + (1 - fake_p).log().mean()) / 2
    fooled = -fake_p.log().mean() + 100 * (fake - colors).abs().mean()
    assert losses["discriminator"] == pytest.approx(float(judged), rel=1e-4)
    assert losses["generator"] == pytest.approx(float(fooled), rel=1e-4)


def test_the_rate_is_constant_and_then_falls_to_nothing() -> None:
    objective = Pix2pixObjective(SETTINGS, (40, 72), "gray")
    shares = (0, 0.25, 0.5, 0.75, 1)
    assert [objective.rate(share) for share in shares] == pytest.approx([1, 1, 1, 0.5, 0])


def test_a_picture_is_enlarged_cropped_and_mirrored_with_its_colors() -> None:
    size = (60, 100)
    across = torch.linspace(-1, 1, size[1]).expand(1, 1, *size)
    down = torch.linspace(-1, 1, size[0])[:, None].expand(1, 1, *size)
    pictures = torch.cat((across, across, down), dim=1).repeat(200, 1, 1, 1)
    found = jittered(pictures, Draws((0, 1), 200, CPU))
    assert torch.equal(found[:, 0], found[:, 1])
    inner = found[:, :, 20:40, 30:70]
    slopes = (inner[:, 0, :, 1:] - inner[:, 0, :, :-1]).mean((1, 2)).numpy() * (size[1] - 1) / 2
    assert np.abs(np.abs(slopes) - 1 / ENLARGED).max() < 0.01
    assert 0.35 < (slopes < 0).mean() < 0.65
    middles = inner[:, 2].mean((1, 2))  # where each crop is
    room = 1 - 1 / ENLARGED
    assert -room - 0.01 < middles.min() < -0.7 * room
    assert 0.7 * room < middles.max() < room + 0.01
    assert found.abs().max() <= 1


def test_the_figure_of_its_layers_names_the_normalization() -> None:
    objective = Pix2pixObjective(SETTINGS, (180, 320), "gray")
    steps = [layer.steps for layer in layers(objective.generator, {"x": batch(1, (180, 320))[0]})]
    assert steps[2] == ("instance normalization", "leaky ReLU")
    assert steps[1] == ("leaky ReLU",)
