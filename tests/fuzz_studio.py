"""Random requests to the studio's server: each is answered, none with an error of ours.

`python tests/fuzz_studio.py COUNT [SEED]` prints how they were answered, and fails if one was
answered with 500, or if the server has ended, said something, or grown.
"""

import collections
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from studio_server import Server

MARK = {"color": "#ff0000", "width": 4, "points": [[8, 8], [20, 8]]}
AREA = {"color": "#00ff00", "outlines": [[[30, 8], [40, 8], [40, 20]]]}
PAGE, ONE = "api/inputs/0/pages/0", "api/inputs/0"
ASKED: tuple[tuple[str, str, object], ...] = (
    ("GET", "", None), ("GET", "page/index.html", None), ("GET", "page/x", None),
    ("GET", "api/project", None), ("GET", "api/references/0/picture", None),
    ("GET", f"{PAGE}/input?side=64", None), ("GET", f"{PAGE}/hints", None),
    ("GET", f"{PAGE}/colored?side=64", None), ("GET", f"{ONE}/keyframes", None),
    ("GET", f"{ONE}/proposals", None), ("GET", f"{ONE}/shots", None),
    ("GET", "api/adapt", None), ("GET", "api/export", None),
    ("GET", "api/adapt-to-references", None), ("DELETE", "api/adapt-to-references", None),
    ("PUT", "api/palettes", {"a": ["#ffffff"]}),
    ("PUT", f"{PAGE}/hints", {"version": 1, "size": [64, 36], "marks": [MARK, AREA]}),
    ("PUT", f"{ONE}/keyframes/0", {"method": "levin", "marks": [MARK]}),
    ("DELETE", f"{ONE}/keyframes/0", None), ("DELETE", "api/adapt", None),
    ("DELETE", "api/export", None), ("POST", "api/adapt", {}),
    ("POST", "api/adapt-to-references", {"wanted": True}),
    ("POST", "api/export", {"out": "../x", "method": "levin"}),
    ("POST", f"{ONE}/proposals", {"count": 2}), ("POST", f"{PAGE}/region", {"x": 4, "y": 8}),
    *[("POST", f"{PAGE}/color", {"method": "levin", "marks": [MARK, AREA], "side": 64})] * 4,
    ("POST", f"{PAGE}/color", {"method": "automatic", "marks": []}),
)  # fmt: skip
ODD: tuple[object, ...] = (
    None, True, -1, 0, 0.5, 2**15, 10**5, 1e308, 10**40, "", "\ud800", "../../x",
    "\0", "é" * 300, [], {}, [[[]]], "#ffffff",
)  # fmt: skip
MOST_GROWN = 300 * 2**20  # bytes


def varied(value: object, chance: random.Random) -> object:
    """The same with one part replaced by something odd, left out, doubled or called otherwise."""
    said = json.loads(json.dumps({"": value}))
    places = list(parts(said))
    within, key = chance.choice(places)
    change = chance.random()
    if change < 0.7:
        within[key] = chance.choice(ODD)
    elif isinstance(within, list):
        within[key : key + 1] = within[key : key + 1] * chance.choice((0, 2))
    elif key:
        within[chance.choice(("more", "\ud800", ""))] = within.pop(key)
    return said.get("")


def parts(within: Any) -> Iterator[tuple[Any, Any]]:
    """All places in JSON, as what they are in and their key there."""
    for key in within if isinstance(within, dict) else range(len(within)):
        yield within, key
        if isinstance(within[key], dict | list):
            yield from parts(within[key])


def damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((0, 1, 3))):
        place = chance.randrange(len(changed) + 1)
        changed[place : place + chance.choice((0, 1, 5))] = chance.randbytes(
            chance.choice((0, 1, 4))
        )
    return bytes(changed)


def request(server: Server, chance: random.Random) -> bytes:
    """Most of them nearly as the page sends them, since others are refused at the door."""
    method, path, said = chance.choice(ASKED)
    if chance.random() < 0.1:
        method = chance.choice(("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"))
    if chance.random() < 0.15:
        path = path.partition("?")[0]
        path += chance.choice(("?side=0", "?side=x", "/..", "%00", "/%2e%2e/x", "?%ff=%fe"))
    body = (
        b""
        if said is None
        else json.dumps(varied(said, chance) if chance.random() < 0.7 else said).encode()
    )
    head = (
        f"{method} /{server.token}/{path} HTTP/1.1\r\nHost: {server.host}\r\n"
        f"Origin: http://{server.host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    if chance.random() < 0.1:
        return damaged(head.encode() + body, chance)
    if chance.random() < 0.1:
        part = damaged(body, chance)
        return head.replace(f": {len(body)}\r", f": {len(part)}\r").encode() + part
    return head.encode() + body


def main(count: int, seed: int) -> None:
    chance, answers = random.Random(seed), collections.Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pixels = np.random.default_rng(0).integers(0, 256, (36, 64), np.uint8)
        Image.fromarray(pixels).save(folder / "page.png")
        with Server("page.png", folder=folder, is_forked=False) as server:
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
