"""Videos and pictures, told from other files by their suffix or else by their first bytes.

Standard library only: a workflow imports it each time that it is read.
"""

import glob
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

FIRST_BYTES = 512  # three packets of an MPEG transport stream, at most 192 bytes each

VIDEO_SUFFIXES = (
    *(".264", ".265", ".3g2", ".3gp", ".amv", ".asf", ".av1", ".avc", ".avi", ".dif", ".divx"),
    *(".dv", ".dvr-ms", ".f4v", ".flv", ".gif", ".h264", ".h265", ".hevc", ".ivf", ".m1v", ".m2p"),
    *(".m2t", ".m2ts", ".m2v", ".m4v", ".mj2", ".mjpeg", ".mjpg", ".mk3d", ".mkv", ".mov", ".mp4"),
    *(".mp4v", ".mpe", ".mpeg", ".mpg", ".mpv", ".mts", ".mxf", ".nut", ".obu", ".ogm", ".ogv"),
    *(".qt", ".rm", ".rmvb", ".tod", ".trp", ".ts", ".vob", ".vro", ".webm", ".wmv", ".wtv"),
    *(".xvid", ".y4m"),
)
PICTURE_SUFFIXES = (
    *(".avif", ".bmp", ".dib", ".gif", ".heic", ".heif", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg"),
    *(".jpg", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".psd", ".tif", ".tiff", ".webp"),
)
COMIC_SUFFIXES = (".cbz", ".zip", ".pdf")  # which may hold pictures, or none
# Of files that may begin as a video does: sound, subtitles, unfinished downloads, copies.
OTHER_SUFFIXES = (
    *(".aac", ".ac3", ".flac", ".m4a", ".m4b", ".m4p", ".m4r", ".mka", ".mks", ".mp3", ".oga"),
    *(".ogg", ".opus", ".ra", ".ram", ".spx", ".wav", ".weba", ".wma"),
    *(".ass", ".idx", ".nfo", ".srt", ".ssa", ".sub", ".sup", ".txt", ".vtt"),
    *(".!qb", ".aria2", ".crdownload", ".download", ".part", ".partial", ".tmp"),
    *(".bak", ".old", ".orig"),
)
KNOWN_SUFFIXES = frozenset((*VIDEO_SUFFIXES, *PICTURE_SUFFIXES, *COMIC_SUFFIXES, *OTHER_SUFFIXES))

STILL = rb"(?:avif|avis|heic|heix|heif|mif1|msf1)"  # brands of ISO base media files: pictures
SOUND = rb"(?:M4A |M4B |M4P )"
VIDEO_STARTS = {
    "MP4, QuickTime": rb".{4}(?:ftyp(?!" + STILL + rb"|" + SOUND + rb"|crx )|moov|mdat|wide)",
    "Matroska, WebM": rb"\x1aE\xdf\xa3",
    "AVI": rb"RIFF.{4}(?:AVI |AMV )",
    "Ogg with a video stream": rb"OggS.{24,280}?(?:\x80theora|\x01video|BBCD\x00|OVP80)",
    "ASF": rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    "WTV": rb"\xb7\xd8\x00\x20\x37\x49\xda\x11",
    "Flash": rb"FLV\x01",
    "RealMedia": rb"\.RMF",
    "NUT": rb"nut/multimedia container\x00",
    "MXF": rb"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02",
    "IVF": rb"DKIF",
    "YUV4MPEG": rb"YUV4MPEG2 ",
    "DV": rb"\x1f\x07\x00",
    "GIF": rb"GIF8[79]a",
    "MPEG-1, -2 or -4, VC-1": rb"\x00\x00\x01[\xb0\xb3\xb5\xba\x0f]",
    "H.264": rb"\x00?\x00\x00\x01[\x09\x27\x47\x67]",
    "HEVC": rb"\x00?\x00\x00\x01[\x40\x42\x46]\x01",
    "AV1": rb"\x12\x00\x0a",
    "MPEG transport stream": rb"\x47.{187}\x47.{187}\x47",
    "the same on a Blu-ray": rb".{4}\x47.{191}\x47.{191}\x47",
}
PICTURE_STARTS = {
    "PNG": rb"\x89PNG\r\n",
    "JPEG": rb"\xff\xd8\xff",
    "GIF": rb"GIF8[79]a",
    "WebP": rb"RIFF.{4}WEBP",
    "AVIF, HEIF": rb".{4}ftyp" + STILL,
    "TIFF": rb"II[*+]\x00|MM\x00[*+]",
    "BMP": rb"BM.{4}\x00{4}",
    "JPEG 2000": rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51",
    "PSD": rb"8BPS\x00\x01",
    "PNM": rb"P[1-6][\s#]",
}


def has_known_suffix(path: PurePath) -> bool:
    return path.suffix.lower() in KNOWN_SUFFIXES or path.suffix.endswith("~")  # of an editor's copy


@dataclass(frozen=True)
class Medium:
    """What sentences call it, its suffixes in small letters, and how its files begin."""

    name: str
    suffixes: frozenset[str]
    starts: re.Pattern[bytes]

    def is_of(self, path: Path) -> bool:
        """Whether a file has a suffix of the medium, or an unknown one and begins as it does."""
        return not path.is_dir() and self.has(path, lambda: _first_bytes(path))

    def has(self, name: PurePath, head: Callable[[], bytes]) -> bool:
        """The same of a file of this name, whose first bytes `head` reads if need be."""
        if has_known_suffix(name):
            return name.suffix.lower() in self.suffixes
        return self.starts.match(head()) is not None

    def why_not(self, path: Path) -> str:
        """Why something that may be read is none."""
        if path.is_dir():
            return f"a folder; a pattern such as {glob.escape(str(path))}/* names what is in it"
        return self.why_not_named(path)

    def why_not_named(self, name: PurePath) -> str:
        if has_known_suffix(name):
            return f"{name.suffix} is no suffix of a {self.name}"
        return f"neither its suffix nor its first bytes are those of a {self.name}"


def _first_bytes(path: Path) -> bytes:
    """None of what cannot be read, or would have to be waited for."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(FIRST_BYTES)
    except OSError:
        return b""


def _any(starts: Mapping[str, bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(starts.values()), re.DOTALL)


VIDEO = Medium("video", frozenset(VIDEO_SUFFIXES), _any(VIDEO_STARTS))
PICTURE = Medium("picture", frozenset(PICTURE_SUFFIXES), _any(PICTURE_STARTS))
