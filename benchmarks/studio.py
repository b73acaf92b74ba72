"""A session in the studio by a script in Chromium: how fast it follows, and what it grows to.

`python benchmarks/studio.py INPUT ... --weights FILE --hinted FILE --minutes 30` opens the inputs,
and again and again chooses one and a method, draws strokes, takes some back, fills a region, turns
pages and reloads the page. Now and then it accepts a keyframe of a video or a comic, adapts, plays
and exports. It prints the time and the server's CPU time from the end of a stroke to its picture,
the memory of server and browser, and each complaint: an error in the console, a wrong answer, or a
request to another address. It fails if there is one.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from playwright.sync_api import sync_playwright
from studio_session import Session

from studio_server import Server


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--hinted", type=Path)
    parser.add_argument("--method", action="append", help="this one; without it, all in turn")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    words: list[object] = [*(path.absolute() for path in given.inputs)]
    words += ["--weights", given.weights.absolute()]
    words += ["--hinted", given.hinted.absolute()] if given.hinted else []
    with tempfile.TemporaryDirectory() as folder:
        words += ["--project", Path(folder) / "session.studio"]
        with Server(*words, folder=Path(folder)) as server, sync_playwright() as playwright:
            session = Session(playwright, server, given.seed)
            end, number = time.monotonic() + 60 * given.minutes, 0
            try:
                while time.monotonic() < end:
                    session.round(number, given.method or session.methods)
                    number += 1
            finally:
                session.measured.print()
                session.browser.close()
    sys.exit(bool(session.measured.complaints))


if __name__ == "__main__":
    main()
