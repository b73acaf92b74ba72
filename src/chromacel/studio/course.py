"""How far a command is, in plain words, by the lines that it prints for those who know it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

TIME = r"(?:.*; (\d+):(\d\d):(\d\d) left)?"
COUNT = re.compile(r"progress: (\d+) of (\d+) " + TIME)
EPOCH = re.compile(r"epoch (\d+)/(\d+): " + TIME)
NEXT = " → "  # in the line that begins another part
SHORT = 10  # seconds, of which nobody wants to know how many


@dataclass
class Course:
    """`parts` are what it works on one after the other, of which some have `begun`; `part` is the
    share of the present one that is done, and `left` the seconds that it takes, if one knows."""

    parts: Sequence[str] = ()
    begun: int = 0
    part: float = 0.0
    left: int | None = None

    def hear(self, line: str) -> None:
        if found := COUNT.match(line) or EPOCH.match(line):
            done, total = int(found[1]), int(found[2])
            self.part = min(done / total, 1.0) if total else 0.0
            hours, minutes, seconds = (int(text or 0) for text in found.groups()[2:])
            self.left = None if found[3] is None else 3600 * hours + 60 * minutes + seconds
        elif NEXT in line:
            self.begun += 1
            self.part, self.left = 0.0, None

    @property
    def share(self) -> float:
        """Of all parts."""
        if not self.begun:
            return 0.0
        return min((self.begun - 1 + self.part) / max(len(self.parts), 1), 1.0)

    @property
    def said(self) -> str:
        far = f" {self.part:.0%}".replace("%", " %") if self.part else ""
        far += f", {_in_words(self.left)} left" if self.left is not None else ""
        if not self.begun:
            return f"Getting ready:{far}." if far else "Getting ready…"
        count, at = len(self.parts), min(self.begun, len(self.parts))
        step = f"Step {at} of {count}, " if count > 1 else "Working on "
        then = f" Then: {self.parts[at]}." if at < count else ""
        return f"{step}{self.parts[at - 1]}{':' + far + '.' if far else '…'}{then}"


def _in_words(seconds: int) -> str:
    if seconds < SHORT:
        return "a few seconds"
    if seconds < 90:
        return f"about {round(seconds, -1)} seconds"
    if seconds < 5400:
        return f"about {round(seconds / 60)} minutes"
    return f"about {round(seconds / 3600)} hours"
