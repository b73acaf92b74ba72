"""Ways to take one frame in every 50 from a video, as RGB arrays in memory.

`python benchmarks/peers.py PEER VIDEO [PICTURES]` prints the CPU-seconds that it took, imports left
out, and the number of frames; every tenth of them is written to the file PICTURES.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

STRIDE = 50
BATCH = 32

Sampler = Callable[[Path], Iterator[np.ndarray]]


def chromacel() -> Sampler:
    from chromacel.video.packet_reading import read_packets
    from chromacel.video.sampling import needed_frames
    from chromacel.video.watchdog import Watchdog

    def sample(path: Path) -> Iterator[np.ndarray]:
        with Watchdog(path) as watchdog:
            packets = read_packets(path, watchdog)
            for frame in needed_frames(path, packets, STRIDE, watchdog):
                yield frame.rgb

    return sample


def opencv() -> Sampler:
    """`grab` all frames, `retrieve` the wanted ones."""
    import cv2

    def sample(path: Path) -> Iterator[np.ndarray]:
        capture = cv2.VideoCapture(str(path))
        number = 0
        while capture.grab():
            if number % STRIDE == 0:
                yield cv2.cvtColor(capture.retrieve()[1], cv2.COLOR_BGR2RGB)
            number += 1

    return sample


def decord() -> Sampler:
    from decord import VideoReader

    def sample(path: Path) -> Iterator[np.ndarray]:
        reader = VideoReader(str(path))
        for start in range(0, len(reader), STRIDE * BATCH):
            wanted = range(start, min(start + STRIDE * BATCH, len(reader)), STRIDE)
            yield from reader.get_batch(wanted).asnumpy()

    return sample


def torchcodec() -> Sampler:
    from torchcodec.decoders import VideoDecoder

    def sample(path: Path) -> Iterator[np.ndarray]:
        decoder = VideoDecoder(path, dimension_order="NHWC")
        for start in range(0, len(decoder), STRIDE * BATCH):
            stop = min(start + STRIDE * BATCH, len(decoder))
            yield from decoder.get_frames_in_range(start, stop, STRIDE).data.numpy()

    return sample


def pyav() -> Sampler:
    """Decode all frames, convert the wanted ones."""
    import av

    def sample(path: Path) -> Iterator[np.ndarray]:
        with av.open(str(path)) as container:
            for number, frame in enumerate(container.decode(video=0)):
                if number % STRIDE == 0:
                    yield frame.to_ndarray(format="rgb24")

    return sample


PEERS = {make.__name__: make for make in (chromacel, opencv, decord, torchcodec, pyav)}


def main() -> None:
    sample = PEERS[sys.argv[1]]()
    started = time.process_time()
    number, kept = 0, []
    for number, frame in enumerate(sample(Path(sys.argv[2])), start=1):
        if number % 10 == 1:
            kept.append(frame)
    print(time.process_time() - started, number)
    if len(sys.argv) > 3:
        np.save(sys.argv[3], kept)


if __name__ == "__main__":
    main()
