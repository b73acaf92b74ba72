"""Rule describe_dataset: the dataset card, as a page and as Croissant JSON-LD."""

import json
from pathlib import Path

from chromacel.card.croissant import croissant
from chromacel.card.facts import gather
from chromacel.card.page import card_page
from chromacel.card.words import dataset_summary, verdict
from chromacel.dataset.split_settings import SplitSettings
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(
    split: Path,
    leakage: Path,
    card: Path,
    croissant_file: Path,
    settings: SplitSettings,
    *,
    left_out: Path,
    shards: list[Path],
) -> None:
    """Write the dataset card, for readers and for programs.

    Args:
        split: table of `split_frames`
        leakage: table of `audit_leakage`
        card: HTML file to write
        croissant_file: JSON file to write
        left_out: table of `split_frames`, of the bad episodes
        shards: all shards of the dataset
    """
    facts = gather(split, leakage, left_out, shards, settings)
    write_text(card, card_page(facts))
    write_text(croissant_file, json.dumps(croissant(facts), indent=2, ensure_ascii=False) + "\n")
    print(dataset_summary(facts))
    print(verdict(facts))


if __name__ == "__main__":
    run(main)
