"""Texture around each place of a picture, by Gabor filters: what tells dots and hatching apart."""

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture

FREQUENCIES = (0.11, 0.19, 0.33)  # cycles a pixel: periods of nine, five and three pixels
ORIENTATIONS = 6
WIDTH, WIDEST = 0.45, 0.06  # of a filter: its deviation by frequency; at most, in cycles a pixel
BORDER = 16  # pixels that a picture is mirrored by
MEAN = 0.05  # deviation of the filter that takes the mean, which screentones do not pass


def texture(gray: Picture, step: int) -> NDArray[np.float32]:
    """The mean gray and the amplitudes of waves around, in levels, in the middle of every so many
    rows and columns of an (h, w) uint8 picture: (⌈h / step⌉, ⌈w / step⌉, 19) float32.

    After Manjunath and Ma, Texture features for browsing and retrieval of image data, 1996, whose
    filters Qu et al. take. An amplitude is smooth: only the part of the spectrum that a filter
    passes is transformed back, moved to its middle, at the size of the result.
    """
    rows, columns = (-(-size // step) for size in gray.shape)
    border = BORDER // step * step
    before = border - (step - 1) // 2
    after = [
        2 * border - before + count * step - size
        for count, size in zip((rows, columns), gray.shape, strict=True)
    ]
    beyond = [(before, count) for count in after]
    spectrum = scipy.fft.fft2(np.pad(gray, beyond, "symmetric").astype(np.float32))
    bands = [_band(spectrum, step, (0.0, 0.0), MEAN)]
    for frequency in FREQUENCIES:
        for number in range(ORIENTATIONS):
            angle = np.pi * number / ORIENTATIONS
            center = (frequency * np.sin(angle), frequency * np.cos(angle))
            bands.append(_band(spectrum, step, center, min(WIDTH * frequency, WIDEST)))
    first = border // step
    return np.stack(bands, -1)[first : first + rows, first : first + columns]


def _band(
    spectrum: NDArray[np.complex64], step: int, center: tuple[float, float], deviation: float
) -> NDArray[np.float32]:
    """The amplitude of what a Gaussian around a frequency passes, at every so many pixels."""
    places, shares = [], []
    for size, frequency in zip(spectrum.shape, center, strict=True):
        apart = scipy.fft.fftfreq(size // step, step)
        places.append((np.rint(apart * size).astype(int) + round(frequency * size)) % size)
        shares.append(np.exp(-((apart / deviation) ** 2) / 2).astype(np.float32))
    passed = spectrum[np.ix_(*places)] * np.outer(*shares)
    return np.asarray(np.abs(scipy.fft.ifft2(passed)) / step**2, np.float32)
