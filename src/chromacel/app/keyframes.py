"""`chromacel keyframes`: the frames of an episode that are worth coloring by hand."""

import argparse
from pathlib import Path

from chromacel.app.sentences import command_sentence
from chromacel.errors import InputError
from chromacel.files.media import PICTURE, VIDEO

MOST = 10_000


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "episode", type=Path, metavar="EPISODE", help="a video or a comic, colored or not"
    )
    command.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="a new folder, or an empty one"
    )
    number = command.add_mutually_exclusive_group()
    number.add_argument(
        "--count", type=int, default=10, metavar="N", help="how many frames; 10 if it is not given"
    )
    number.add_argument(
        "--per-shot", action="store_true", help="as many as there are shots, one in each"
    )
    command.add_argument("--overwrite", action="store_true", help="replace pictures in the folder")


def propose_keyframes(arguments: argparse.Namespace) -> None:
    """Write the frames to color, and say which.

    Raises:
        InputError: the folder is not empty, or the episode cannot be read.
    """
    from chromacel.keyframes.proposal import look_at, propose, write_proposal

    episode, folder = arguments.episode, arguments.out
    if not 1 <= arguments.count <= MOST:
        raise InputError(f"--count is {arguments.count}: give a number from 1 to {MOST}.")
    if PICTURE.is_of(episode) and not VIDEO.is_of(episode):
        raise InputError(f"{episode} is a single picture: name a video, a comic or a folder.")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is no folder: name a new one.")
    if folder.is_dir() and any(folder.iterdir()) and not arguments.overwrite:
        raise InputError(
            f"{folder} is not empty, and colored pictures may be in it: name a new folder, or add"
            " --overwrite."
        )
    count = None if arguments.per_shot else arguments.count
    try:
        proposal = propose(look_at(episode, command_sentence), count)
        paths = write_proposal(episode, proposal, folder, command_sentence)
    except (InputError, OSError) as error:
        raise InputError(command_sentence(error)) from error
    shots = len(proposal.shot_starts)
    print(
        f"{len(paths)} frames of {shots} shot{'s' if shots > 1 else ''} in {folder}, the one that"
        f" tells most first: {', '.join(map(str, proposal.numbers))}."
    )
    if count and len(paths) < count:
        print(f"{episode.name} has only {len(paths)} frames that differ, fewer than {count}.")
