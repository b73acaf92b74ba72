"""The card as a page that needs nothing else: no network, no script, no other file."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chromacel.card import words
from chromacel.card.charts import brightness_charts, hue_charts
from chromacel.card.facts import DatasetFacts
from chromacel.card.pictures import Sample
from chromacel.dataset.split_settings import SPLITS
from chromacel.pictures.hue import COLORED

TEMPLATE = "card.html.jinja"


@dataclass(frozen=True)
class Steps:
    """Settings of the steps from video to pictures, and the episodes that were made with them."""

    episodes: list[str]
    settings: dict[str, dict[str, Any]]


def card_page(facts: DatasetFacts) -> str:
    """The whole HTML. Names of episodes are a stranger's text, and are escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["jpeg_uri"] = jpeg_uri
    return environment.get_template(TEMPLATE).render(
        facts=facts,
        splits=SPLITS,
        words=words,
        brightness=brightness_charts(facts.levels),
        hues=hue_charts(facts.levels),
        steps=steps(facts),
        versions=sorted({source.version for source in facts.provenance.values()}),
        colored=COLORED / 255,
    )


def jpeg_uri(sample: Sample) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(sample.jpeg).decode()}"


def steps(facts: DatasetFacts) -> list[Steps]:
    """The different settings among the episodes: one, unless the results are mixed."""
    different: list[Steps] = []
    for episode, provenance in facts.provenance.items():
        same = next((steps for steps in different if steps.settings == provenance.settings), None)
        if same:
            same.episodes.append(episode)
        else:
            different.append(Steps([episode], provenance.settings))
    return different
