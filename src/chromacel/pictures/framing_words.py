"""What framing does to several episodes, in sentences that stay few however many they are."""

from collections.abc import Callable, Mapping, Sequence

from chromacel.pictures.framing import Framing

LEAST = 0.01  # a share below it is not worth a word
SHOWN = 3  # names that a sentence gives

CUT, PADDING, STRETCH, BARS = "cut", "padding", "stretch", "bars"
SHARES: dict[str, Callable[[Framing], float]] = {
    CUT: lambda framing: framing.cut,
    PADDING: lambda framing: framing.padding,
    STRETCH: lambda framing: abs(framing.stretch - 1),
    BARS: lambda framing: framing.bars,
}


def framing_sentences(framings: Mapping[str, Framing], trims_bars: bool) -> dict[str, str]:
    """A sentence for each thing that happens to some episodes, by name, and none for the others."""
    sayings = {
        CUT: "{share} of the picture is cut off",
        PADDING: "{share} of each frame is black padding",
        STRETCH: "pictures are distorted by {share} in width",
        BARS: "black bars take {share} of the picture"
        + (" and are cut off" if trims_bars else " and count as a part of it"),
    }
    sentences = {}
    for kind, share_of in SHARES.items():
        shares = {name: share_of(framing) for name, framing in framings.items()}
        names = [name for name, share in shares.items() if share >= LEAST]
        if names:
            said = sayings[kind].format(share=_range([shares[name] for name in names]))
            sentences[kind] = f"In {_episodes(names, len(framings))}, {said}."
    return sentences


def _range(shares: Sequence[float]) -> str:
    least, most = (round(100 * share) for share in (min(shares), max(shares)))
    return f"{least} %" if least == most else f"{least} to {most} %"


def _episodes(names: Sequence[str], every: int) -> str:
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    if len(names) == every:
        return f"all {every:,} episodes" if every > 1 else shown
    return f"{len(names):,} of {every:,} episodes ({shown})"
