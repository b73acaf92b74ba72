import pytest
import torch

from chromacel.models.networks import Discriminator, Generator


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


@pytest.mark.parametrize("kept", range(5))
def test_each_encoder_layer_reaches_the_decoder_by_its_skip(kept: int) -> None:
    generator = Generator(width=0.0625).eval()
    outputs = []
    for layer in generator.encoder:
        layer.register_forward_hook(lambda *call: outputs.append(call[2]))
    with torch.no_grad():
        # The decoder layer that first takes encoder layer `kept` beside it loses all that comes
        # from further in, so that only the skip is left of that layer's way to the output.
        generator.decoder[4 - kept].convolution.weight.zero_()
    colors = generator(torch.randn(1, 1, 80, 96))
    reached = torch.autograd.grad(colors.sum(), outputs, allow_unused=True)
    found = [gradient is not None and bool(gradient.any()) for gradient in reached]
    assert found == [True] * (kept + 1) + [False] * (5 - kept)


def test_the_discriminator_gives_one_logit_for_a_pair() -> None:
    discriminator = Discriminator(width=0.0625, size=(180, 320))
    assert len(discriminator.encoder) == 6
    assert discriminator.encoder[0].convolution.in_channels == 4
    logits = discriminator(torch.randn(3, 1, 180, 320), torch.randn(3, 3, 180, 320))
    assert logits.shape == (3,)
