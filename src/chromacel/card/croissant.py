"""The card for programs: Croissant 1.0, the JSON-LD vocabulary for datasets of MLCommons."""

from collections.abc import Mapping
from typing import Any

from chromacel.card import words
from chromacel.card.facts import DatasetFacts, File, Leak
from chromacel.dataset.split_settings import SPLITS
from chromacel.pictures.pixels import COLORS

VERSION = "http://mlcommons.org/croissant/1.0"
TERMS = (
    *(
        "citeAs",
        "column",
        "equivalentProperty",
        "extract",
        "field",
        "fileProperty",
        "fileObject",
        "fileSet",
        "format",
    ),
    *("includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
    *("references", "regex", "repeated", "replace", "samplingRate", "separator", "source"),
    *("subField", "transform"),
)
# The specification's own (https://docs.mlcommons.org/croissant/docs/croissant-spec.html, appendix
# 1), which readers compare it with.
CONTEXT: dict[str, object] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in TERMS},
}
TYPES = {str: "sc:Text", int: "sc:Integer", float: "sc:Float", bool: "sc:Boolean"}
FRAMES = {
    "episode": (str, "Name of the episode."),
    "index": (int, "Number of the frame in its episode, in display order, counted from 0."),
    "time": (float, "Seconds from the beginning of the episode; empty for a comic's."),
    "scene": (int, "Number of the scene in its episode."),
    "duplicate": (int, "Group of near-duplicates over the dataset, which look alike."),
    "repeat": (bool, "Whether the frame lies in a stretch that recurs in another episode."),
    "split": (str, "training, validation, test, or dropped."),
    "shard": (int, "Number of the split's shard, or -1."),
    "row": (int, "Row in the shard, or -1."),
}
LEAKAGE = {
    "by": (str, "Way of splitting: frame, scene or episode."),
    "episode": (str, "Episode of a test frame."),
    "index": (int, "Its number in the episode."),
    "nearest_episode": (str, "Episode of the nearest training frame."),
    "nearest_index": (int, "Its number in the episode."),
    "distance": (float, "Mean absolute difference of both thumbnails, 0 to 255."),
    "twin": (bool, "Whether any training frame is a near-duplicate."),
    "identical": (bool, "Whether any training frame has the same pixels."),
}


def croissant(facts: DatasetFacts) -> dict[str, Any]:
    """The whole document. It has no date and no address, which nobody knows at this point."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": "Chromacel dataset",
        "description": " ".join(
            [words.dataset_summary(facts), words.way_of_splitting(facts), words.LIMITS]
        ),
        "license": words.RIGHTS,
        "isLiveDataset": False,
        "keywords": ["animation", "colorization", "video frames", "line drawings"],
        "rai:dataUseCases": words.USES,
        "rai:dataLimitations": f"{words.LIMITS} {words.verdict(facts)}",
        "distribution": [
            *(
                _file(file, "application/x-hdf5", _shard_in_words(file, facts.size))
                for file in facts.shards
            ),
            _file(facts.split, "text/csv", "One row for each sampled frame, and where it is."),
            _file(facts.leakage, "text/csv", "The training frames nearest to test frames."),
        ],
        "recordSet": [
            _table("frames", facts.split, FRAMES, ["episode", "index"]),
            _table("leakage", facts.leakage, LEAKAGE, ["by", "episode", "index"]),
            _records("splits", "The splits.", _splits(facts)),
            _records("episodes", "The video or comic of each episode.", _episodes(facts)),
            _records(
                "leaks",
                "Each possible way of splitting, and its test frames with a near-duplicate in"
                f" training. {words.verdict(facts)}",
                [_leak(way) for way in facts.leaks if way.frames],
            ),
        ],
    }


def _shard_in_words(file: File, size: tuple[int, int]) -> str:
    pictures = file.name.split("/")[0]
    shape = ", ".join(map(str, ("n", *size, *((COLORS,) if pictures == "rgb" else ()))))
    return (
        f"Shuffled frames: {pictures} ({shape}), uint8; episode, index and time of each;"
        " provenance, a JSON text for each episode. Files of one name hold the same frames."
    )


def _file(file: File, encoding: str, description: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": description,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": encoding,
        "sha256": file.sha256,
    }


def _table(
    name: str, file: File, columns: Mapping[str, tuple[type, str]], key: list[str]
) -> dict[str, Any]:
    """The records of a CSV file."""
    fields = [
        _field(name, column, kind, description)
        | {"source": {"fileObject": {"@id": file.name}, "extract": {"column": column}}}
        for column, (kind, description) in columns.items()
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": [{"@id": f"{name}/{column}"} for column in key],
        "field": fields,
    }


def _records(name: str, description: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Records that are part of the document. All rows have the columns of the first."""
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "key": {"@id": f"{name}/{next(iter(rows[0]))}"},
        "field": [_field(name, column, type(value)) for column, value in rows[0].items()],
        "data": [{f"{name}/{key}": value for key, value in row.items()} for row in rows],
    }


def _field(name: str, column: str, kind: type, description: str = "") -> dict[str, Any]:
    field = {
        "@type": "cr:Field",
        "@id": f"{name}/{column}",
        "name": column,
        "dataType": TYPES[kind],
    }
    return field | ({"description": description} if description else {})


def _splits(facts: DatasetFacts) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "frames": counts.frames,
            "share": facts.got(name) if name in SPLITS else 0.0,
            "share_asked": facts.asked(name) if name in SPLITS else 0.0,
            "episodes": counts.episodes,
            "scenes": counts.scenes,
            "near_duplicate_groups": counts.groups,
            "repeated_frames": counts.repeats,
        }
        for name, counts in facts.counts.items()
    ]


def _episodes(facts: DatasetFacts) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "frames": facts.episodes[name],
            "source": video.source,
            "size": video.size,
            "sha256": video.sha256,
            "codec": video.codec,
            "colors": video.colors,
            "rate": video.rate,
            "width": video.width,
            "height": video.height,
            "stride": video.stride,
        }
        for name, video in facts.provenance.items()
    ]


def _leak(way: Leak) -> dict[str, Any]:
    return {
        "by": way.by,
        "test_frames": way.frames,
        "with_near_duplicate": way.twins,
        "with_identical_frame": way.identical,
        "median_distance": way.distance,
    }
