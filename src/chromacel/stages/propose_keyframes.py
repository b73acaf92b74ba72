"""Rule propose_keyframes: the frames of an episode that are worth coloring by hand."""

from pathlib import Path

from chromacel.files.whole import whole_folder
from chromacel.jobs.command import run, sentence
from chromacel.keyframes.proposal import look_at, propose, write_proposal


def main(episode: Path, folder: Path, *, count: int) -> None:
    """Choose frames of an episode, from which the others can best be told, and write them.

    Args:
        episode: the video
        folder: folder to write, with a picture of each frame and `proposal.json`
        count: how many frames
    """
    proposal = propose(look_at(episode, sentence), count)
    with whole_folder(folder) as temporary:
        paths = write_proposal(episode, proposal, temporary, sentence)
    print(f"{episode.name}: {len(paths)} of {count} keyframes: {sorted(proposal.numbers)}")


if __name__ == "__main__":
    run(main)
