"""What files are called: for people as they are, for a workflow as short, plain slugs.

Standard library only: a workflow imports it each time that it is read.
"""

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from chromacel.files.media import KNOWN_SUFFIXES

PLAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,46}[A-Za-z0-9_-])?")
READABLE = 32  # characters of a slug before its hash
HASH = 12  # hexadecimal digits: of 100,000 names, two share one with a chance of 1 in 50,000
HASHED = re.compile(rf"(?:^|-)[0-9a-f]{{{HASH}}}$")
LONGEST = 200  # bytes of a name that files are named after; with suffixes, systems allow 255


def file_name(path: Path) -> str:
    """The file's name without its suffix, if that is a known one: `Episode 1.5` has none. Control
    characters are replaced by spaces."""
    name = path.stem if path.suffix.lower() in KNOWN_SUFFIXES else path.name
    return re.sub(r"[\x00-\x1f\x7f]", " ", name)


def slug(name: str) -> str:
    """A short name in plain letters for a name of any kind, which depends on no other name.

    A plain name is its own slug. Of another, what is readable stays, with a hash of it all.
    """
    if PLAIN.fullmatch(name) and not HASHED.search(name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^A-Za-z0-9_.]+", "-", plain)[:READABLE].strip("-.")
    digest = hashlib.sha256(name.encode()).hexdigest()[:HASH]
    return f"{readable}-{digest}" if readable else digest


def output_name(name: str) -> str:
    """What files made from one of this name are called: the same, or its slug if it is too long."""
    if len(os.fsencode(name)) <= LONGEST and not HASHED.search(name):
        return name
    return slug(name)
