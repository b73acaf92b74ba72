"""The formats of picture files that are read, known by their first bytes whatever their names say,
and a true sentence on what is not read.

Their readers open nothing but the file itself.
"""

from typing import IO

from PIL import Image, ImageFile, UnidentifiedImageError

FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "PSD", "TIFF", "WEBP")
OTHERS = {  # what starts so, and is not read
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"8BPS\0\2": "PSB",
    b"gimp xcf": "XCF",
    b"%PDF": "PDF",
    b"%!PS": "PostScript",
    b"<svg": "SVG",
    b"<?xml": "SVG or other XML",
    b"PK\3\4": "a ZIP archive",
    b"Rar!": "a RAR archive",
}
HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
REASONS = {  # of errors that begin so
    "decoder error": "it is cut or damaged: pixels are missing",
    "not identified by this driver": "it has no size",
}
PSD_COLORS = {1: "gray", 3: "RGB", 4: "CMYK", 9: "Lab"}


def opened_image(file: IO[bytes]) -> ImageFile.ImageFile:
    """The file's header, read by the first format that it begins as; its errors as they are."""
    file.seek(0)
    if name := format_of(file.read(16)):
        file.seek(0)
        return Image.OPEN[name][0](file, "")
    raise UnidentifiedImageError


def format_of(head: bytes) -> str | None:
    """Which of the formats the first 16 bytes of a file are of."""
    Image.init()
    for name in FORMATS:
        accepts = Image.OPEN[name][1]
        if accepts is not None and accepts(head) is True:
            return name
    return None


def refusal(head: bytes, error: Exception) -> str:
    """What follows a file's name in the sentence on it: what is wrong, and what to do.

    `head` is the file's first 64 bytes, `error` what reading it ended with.
    """
    if other := _other(head):
        return f"is {other}, which is not read here: convert it to PNG or JPEG."
    name = format_of(head[:16])
    if name is None:
        return (
            f"is damaged, or no picture in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}:"
            " replace or remove it."
        )
    if isinstance(error.__cause__, KeyError):  # Pillow's tables lack it
        return f"is a {name} {_kind(head)} that is not read here: save it as PNG or JPEG."
    reason = " ".join(str(error).split()) or type(error).__name__
    reason = next((words for start, words in REASONS.items() if reason.startswith(start)), reason)
    return f"cannot be read as a picture in {name} ({reason}): replace or remove it."


def _other(head: bytes) -> str | None:
    brands = {head[8:12], *(head[place : place + 4] for place in range(16, len(head), 4))}
    if head[4:8] == b"ftyp" and brands & HEIC and not brands & {b"avif", b"avis"}:
        return "HEIC"
    return next((other for start, other in OTHERS.items() if head.startswith(start)), None)


def _kind(head: bytes) -> str:
    if head.startswith(b"8BPS"):
        return f"in {PSD_COLORS.get(head[25], 'colors')} with {head[23]} bits a channel, a kind"
    return "with a kind of samples or compression"
