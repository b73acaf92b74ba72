import pytest
import torch

from chromacel.networks import Discriminator, Generator


def test_the_full_generator_is_the_specified_u_net() -> None:
    generator = Generator(width=1)
    encoder = [layer.convolution for layer in generator.encoder]
    decoder = [layer.convolution for layer in generator.decoder]
    assert [layer.out_channels for layer in encoder] == [64, 128, 256, 512, 512, 512]
    assert [layer.in_channels for layer in decoder] == [512, 1024, 1024, 512, 256]
    assert [layer.out_channels for layer in decoder] == [512, 512, 256, 128, 64]
    assert (generator.output.in_channels, generator.output.out_channels) == (128, 3)


def test_the_encoders_sizes_are_those_of_the_specification() -> None:
    generator, sizes = Generator(width=0.0625), []
    for layer in generator.encoder:
        layer.register_forward_hook(lambda *call: sizes.append(tuple(call[2].shape[2:])))
    generator(torch.zeros(1, 1, 180, 320))
    assert sizes == [(90, 160), (45, 80), (23, 40), (12, 20), (6, 10), (3, 5)]


@pytest.mark.parametrize("size", [(180, 320), (64, 64), (97, 131), (181, 319)])
def test_any_size_in_the_same_size_out(size: tuple[int, int]) -> None:
    colors = Generator(width=0.0625)(torch.randn(2, 1, *size))
    assert colors.shape == (2, 3, *size)
    assert colors.abs().max() <= 1


def test_each_encoder_layer_reaches_the_output_by_its_skip() -> None:
    generator = Generator(width=0.0625).eval()
    kept = []
    for layer in generator.encoder:
        layer.register_forward_hook(lambda *call: (call[2].retain_grad(), kept.append(call[2]))[1])
    generator(torch.randn(1, 1, 80, 96)).sum().backward()
    with torch.no_grad():
        for doubling in generator.decoder:
            doubling.convolution.weight.zero_()
    cut = len(kept)
    generator(torch.randn(1, 1, 80, 96)).sum().backward()
    # With the way through the middle cut, only the first layer's skip is left.
    reached = [bool(tensor.grad is not None and tensor.grad.any()) for tensor in kept]
    assert reached == [True] * cut + [True] + [False] * (cut - 1)


def test_the_discriminator_gives_one_logit_for_a_pair() -> None:
    discriminator = Discriminator(width=0.0625, size=(180, 320))
    assert len(discriminator.encoder) == 6
    assert discriminator.encoder[0].convolution.in_channels == 4
    logits = discriminator(torch.randn(3, 1, 180, 320), torch.randn(3, 3, 180, 320))
    assert logits.shape == (3,)
