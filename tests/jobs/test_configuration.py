import copy
import dataclasses
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import yaml

from chromacel.dataset.split_settings import SplitSettings
from chromacel.demo.show import DemoSettings
from chromacel.errors import InputError
from chromacel.jobs.configuration import check_config, with_tables
from chromacel.models.recipes import RECIPES
from chromacel.pictures.downsampling import DownsamplingSettings
from chromacel.pictures.edges import EdgeSettings
from chromacel.pictures.resizing import FrameSettings
from chromacel.training.engine import EngineSettings

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())
TYPES = {"boolean": bool, "integer": int, "number": float}


def check(path: str, value: Any) -> None:
    config = copy.deepcopy(CONFIG)
    *sections, key = path.split(".")
    place = config
    for section in sections:
        place = place[section]
    place[key] = value
    check_config(config, SCHEMA)


def test_the_demo_and_the_paper_fit_the_schema() -> None:
    check_config(CONFIG, SCHEMA)
    preset = yaml.safe_load((ROOT / "workflow/presets/paper.yaml").read_text())
    merged = {
        key: {**value, **preset.get(key, {})} if isinstance(value, dict) else preset.get(key, value)
        for key, value in CONFIG.items()
    }
    assert preset.keys() <= CONFIG.keys()
    check_config(merged, SCHEMA)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("edges.lwo", 100, "Config: `edges.lwo` is no setting; did you mean `edges.low`?"),
        ("egdes", {}, "Config: `egdes` is no setting; did you mean `edges`?"),
        ("edges.low", "x", "Config: `edges.low` must be a whole number from 0 to 100000, not 'x'."),
        (
            "edges.low",
            True,
            "`edges.low` must be a whole number from 0 to 100000, not True.",
        ),
        ("edges", 5, "Config: `edges` must be a section with the keys of config.yaml, not 5."),
        (
            "models",
            ["cnn"],
            "Config: `models` must be convnet, gan, tuned, pix2pix, hinted, not 'cnn'.",
        ),
        (
            "frames.stride",
            0,
            "`frames.stride` must be a whole number from 1 to 100000, not 0.",
        ),
        ("frames.fit", "zoom", "Config: `frames.fit` must be crop, pad or stretch, not 'zoom'."),
        ("device", "gpu", "Config: `device` must be auto, cpu or cuda, not 'gpu'."),
        ("seeds", [1, 1], "Config: `seeds` must be a list of different whole numbers from 0"),
        ("training.learning_rate", "2e-4", "must be a number above 0 (YAML wants a point before"),
        (
            "training.epochs",
            8.0,
            "must be a whole number from 1 to 100000, not 8.0.",
        ),
        (
            "training.width",
            float("nan"),
            "must be a number above 0 and up to 8, not nan.",
        ),
        ("evaluation.samples", 121, "must be a whole number from 1 to 120, not 121."),
        ("seeds", [2**70], "`seeds` must be a whole number from 0 to 4294967295"),
        ("split.test", 0, "`split.test` must be a number above 0 and up to 1000000, not 0."),
        ("split.test", 1e308, "`split.test` must be a number above 0 and up to 1000000"),
        ("split.training_shards", 100000, "must be a whole number from 1 to 1000, not 100000."),
        ("gan.l1_weight", 1e39, "`gan.l1_weight` must be a number from 0 to 1000000"),
        (
            "edges.low",
            201,
            "Config: `edges.low` is 201, above `edges.high`, which is 200: exchange them.",
        ),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_key(path: str, value: Any, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        check(path, value)
    assert sentence in str(error.value)


def test_a_missing_key_is_named() -> None:
    config = copy.deepcopy(CONFIG)
    del config["split"]["seed"]
    with pytest.raises(InputError, match=r"`split\.seed` is missing"):
        check_config(config, SCHEMA)


def test_each_mistake_is_told() -> None:
    config = copy.deepcopy(CONFIG)
    config["edges"] |= {"lwo": 1, "hihg": 2}
    config["device"] = "gpu"
    with pytest.raises(InputError) as error:
        check_config(config, SCHEMA)
    assert sorted(str(error.value).splitlines()) == [
        "Config: `device` must be auto, cpu or cuda, not 'gpu'.",
        "Config: `edges.hihg` is no setting; did you mean `edges.high`?",
        "Config: `edges.lwo` is no setting; did you mean `edges.low`?",
    ]


def test_without_config_yaml_it_is_what_is_missing() -> None:
    with pytest.raises(InputError) as error:
        check_config({"episodes": "my show"}, SCHEMA, is_whole=False)
    assert str(error.value).startswith("Config: `unseen` is missing; ")
    assert str(error.value).endswith(
        "No config.yaml was read, which has every setting: put it before your own, as in"
        " `--configfile config.yaml my-show.yaml`."
    )


def schema_types(*sections: str) -> dict[str, Any]:
    schema = with_tables(yaml.safe_load(SCHEMA.read_text()))
    found: dict[str, Any] = {}
    for section in sections:
        properties = schema["properties"][section]
        assert properties["additionalProperties"] is False
        assert set(properties["required"]) == set(properties["properties"])
        for key, value in properties["properties"].items():
            leaf = schema["$defs"][value["$ref"].split("/")[-1]] if "$ref" in value else value
            assert leaf["description"]
            found[key] = tuple(leaf["enum"]) if "enum" in leaf else TYPES[leaf["type"]]
    return found


@pytest.mark.parametrize(
    ("settings", "sections"),
    [
        (DemoSettings, ["demo"]),
        (FrameSettings, ["frames"]),
        (EdgeSettings, ["edges"]),
        (DownsamplingSettings, ["downsampling"]),
        (SplitSettings, ["split"]),
        *((recipe.settings, ["training", name]) for name, recipe in RECIPES.items()),
        (EngineSettings, ["engine"]),
    ],
)
def test_schema_and_dataclasses_agree(settings: type, sections: list[str]) -> None:
    types = schema_types(*sections)
    types.pop("picture_stride", None)  # which takes the place of `stride` for comics
    hints = get_type_hints(settings)
    fields = {field.name: field for field in dataclasses.fields(settings)}
    optional = {name for name, field in fields.items() if field.default is not dataclasses.MISSING}
    assert set(fields) - optional <= set(types) <= set(fields)
    for key, kind in types.items():
        hint = hints[key]
        if get_origin(hint) is Literal:
            assert set(get_args(hint)) == {str(value) for value in kind}
        elif get_origin(hint) is Union:
            assert set(kind) == {"auto", True, False}
            assert set(get_args(hint)) == {bool, Literal["auto"]}
        elif isinstance(kind, tuple):
            assert {type(value) for value in kind} == {hint}
        else:
            assert hint is kind, key
