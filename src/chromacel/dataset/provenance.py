"""Where the frames of each episode come from, as its shards keep it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from chromacel.errors import DamagedFileError
from chromacel.files.checksums import damaged_file
from chromacel.files.hdf5 import opened_h5, read
from chromacel.pictures.framing import Framing, Size

SIDES = ("top", "bottom", "left", "right")
FRAMING = {field.name: f"framing_{field.name}" for field in fields(Framing)}


@dataclass(frozen=True)
class Provenance:
    """An episode's source, a video or a comic, and what was done to its frames.

    `bars` are the black bars cut off, in pixels by side, `framing` what fitting and downsampling
    do to pictures, and `settings` the steps' settings.
    """

    source: str
    size: int
    sha256: str
    codec: str
    colors: str
    rate: str
    width: int
    height: int
    stride: int
    version: str
    bars: dict[str, int]
    framing: Framing
    settings: dict[str, dict[str, Any]]

    @property
    def is_comic(self) -> bool:
        """Whether the source is pictures, which have no rate."""
        return not self.rate


def read_provenance(paths: Iterable[Path]) -> dict[str, Provenance]:
    """The provenance of each episode that has a frame in a shard, by its name, in that order.

    Each shard tells the settings of the steps that its own pictures went through: together, of all.

    Raises:
        DamagedFileError: a shard is damaged, or two are of different sources.
    """
    sources: dict[str, Provenance] = {}
    for path in paths:
        with opened_h5(path) as shard:
            texts = read(shard, "provenance").tolist()
        try:
            episodes = dict(map(_episode, texts))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged_file(path, ValueError("its provenance cannot be read")) from error
        for episode, provenance in episodes.items():
            sources[episode] = _merged(
                path, episode, sources.setdefault(episode, provenance), provenance
            )
    return dict(sorted(sources.items()))


def _merged(path: Path, episode: str, earlier: Provenance, own: Provenance) -> Provenance:
    """With the settings of both. The version is that of the first: a new one rewrites nothing."""
    settings = earlier.settings | own.settings
    if replace(own, version=earlier.version, settings=settings) != replace(
        earlier, settings=own.settings | earlier.settings
    ):
        raise DamagedFileError(
            f"{path} and another shard have frames of different sources for the episode {episode}",
            files="the shards",
        )
    return replace(earlier, settings=settings)


def _episode(text: bytes) -> tuple[str, Provenance]:
    values = json.loads(text)
    settings = {step: dict(chosen) for step, chosen in json.loads(values["settings"]).items()}
    framing = Framing(
        **{key: float(values[name]) for key, name in FRAMING.items() if name in values}
    )
    if {"frames", "downsampling"} <= settings.keys():
        framing = framing.downsampled(_size(settings["frames"]), _size(settings["downsampling"]))
    return str(values["episode"]), Provenance(
        source=str(values["source_name"]),
        size=int(values["source_size"]),
        sha256=str(values["source_sha256"]),
        codec=str(values["source_codec"]),
        colors=str(values["source_colors"]),
        rate=str(values["source_frame_rate"]),
        width=int(values["source_width"]),
        height=int(values["source_height"]),
        stride=int(values["stride"]),
        version=str(values["chromacel_version"]),
        bars={side: size for side in SIDES if (size := int(values[f"bars_{side}"]))},
        framing=framing,
        settings=settings,
    )


def _size(settings: dict[str, Any]) -> Size:
    return int(settings["height"]), int(settings["width"])
