"""The user's browser, led to an address that is secret.

All users of a machine see the words of each command, and the address would be one of them. So the
browser is given a file that only its user may read, which sends it on, as Jupyter does
(`ServerApp.use_redirect_file`).
"""

import contextlib
import os
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

NAME = ".open.html"
SOON, ENOUGH = 0.5, 60.0  # seconds until a server listens, and in which a browser reads a file
PAGE = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}">
<title>Chromacel</title>
<a href="{address}">The studio</a>
"""


def open_browser(address: str, folder: Path) -> None:
    """Soon, by a file in the folder, where browsers in a sandbox find it, as they do not in /tmp.

    Without room for the file, no browser is opened.
    """
    path = folder.absolute() / NAME
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(PAGE.format(address=address))
        _later(SOON, lambda: webbrowser.open(path.as_uri()))
        _later(ENOUGH, lambda: path.unlink(missing_ok=True))


def _later(seconds: float, do: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()
