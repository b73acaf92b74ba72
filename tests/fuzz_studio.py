"""Random requests to the studio's server: each is answered, none with an error of ours.

`python tests/fuzz_studio.py COUNT [SEED]` prints how they were answered, and fails if one was
answered with 500, or if the server has ended, said something, or grown.
"""

import collections
import json
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from studio_server import Server

PATHS = (
    "", "page/index.html", "page/x", "api/project", "api/palettes", "api/adapt", "api/export",
    "api/references/0/picture", "api/inputs/0/keyframes", "api/inputs/0/keyframes/0",
    "api/inputs/0/proposals", "api/inputs/0/shots", "api/inputs/0/pages/0/input",
    "api/inputs/0/pages/0/hints", "api/inputs/0/pages/0/color", "api/inputs/0/pages/0/region",
    "api/inputs/0/pages/0/colored",
)  # fmt: skip
MARK = {"color": "#ff0000", "width": 4, "points": [[8, 8], [20, 8]]}
BODIES: tuple[object, ...] = (
    {"method": "levin", "marks": [MARK], "side": 64},
    {"version": 1, "size": [64, 36], "marks": [MARK]},
    {"method": "automatic", "marks": []},
    {"x": 4, "y": 8},
    {"count": 2},
    {"a": ["#ffffff"]},
    {"out": "../x"},
)
ODD: tuple[object, ...] = (
    None, True, -1, 0, 1e308, 10**40, "", "../../x", "\0", "é" * 300, [], {}, [[[]]], "#ffffff",
)  # fmt: skip
MOST_GROWN = 300 * 2**20  # bytes


def varied(value: object, chance: random.Random) -> object:
    """The same with some part replaced by something odd."""
    if chance.random() < 0.15:
        return chance.choice(ODD)
    if isinstance(value, dict):
        changed = {key: varied(each, chance) for key, each in value.items()}
        return changed | ({"more": 1} if chance.random() < 0.05 else {})
    if isinstance(value, list):
        return [varied(each, chance) for each in value * chance.choice((1, 1, 1, 0, 2))]
    return value


def damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((0, 1, 3))):
        place = chance.randrange(len(changed) + 1)
        changed[place : place + chance.choice((0, 1, 5))] = chance.randbytes(
            chance.choice((0, 1, 4))
        )
    return bytes(changed)


def request(server: Server, chance: random.Random) -> bytes:
    method = chance.choice(("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"))
    path = chance.choice(PATHS)
    path += chance.choice(("", "", "?side=64", "?side=x", "/..", "%00", "/%2e%2e/x"))
    body = json.dumps(varied(chance.choice(BODIES), chance)).encode()
    head = (
        f"{method} /{server.token}/{path} HTTP/1.1\r\nHost: {server.host}\r\n"
        f"Origin: http://{server.host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    whole = head.encode() + body
    return damaged(whole, chance) if chance.random() < 0.3 else whole


def main(count: int, seed: int) -> None:
    chance, answers = random.Random(seed), collections.Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pixels = np.random.default_rng(0).integers(0, 256, (36, 64), np.uint8)
        Image.fromarray(pixels).save(folder / "page.png")
        with Server("page.png", folder=folder) as server:
            process = psutil.Process(server.process.pid)
            before = process.memory_info().rss
            for number in range(count):
                sent = request(server, chance)
                status = server.raw(sent).split(b" ", 2)[1:2]
                answers[status[0].decode() if status else "closed"] += 1
                if status == [b"500"] or server.process.poll() is not None:
                    sys.exit(f"Request {number} of seed {seed} ended badly: {sent!r}")
            grown = process.memory_info().rss - before
            status_of_end, said = server.interrupt()
    print(f"{count} requests: {dict(answers)}; {grown / 2**20:.0f} MB more")
    if grown > MOST_GROWN or status_of_end != -2 or said:
        sys.exit(f"The server has grown too large, or said {said!r}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
