"""The progress of a command, read from the lines that it prints, and said in plain words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

TIME = r"(?:.*; (\d+):(\d\d):(\d\d) left)?"
COUNT = re.compile(r"progress: (\d+) of (\d+) " + TIME)
EPOCH = re.compile(r"epoch (\d+)/(\d+): " + TIME)
NEXT = " → "  # in the line that a command prints when it begins another step
SHORT = 10  # seconds: less is "a few"


@dataclass
class JobProgress:
    """The step that a command is at.

    Attributes:
        steps: what it works on, one after the other
        step: number of the present one, from 1; 0 before the first
        step_share: how much of the present one is done, from 0 to 1
        seconds_left: of the present one, if it is known
    """

    steps: Sequence[str] = ()
    step: int = 0
    step_share: float = 0.0
    seconds_left: int | None = None

    def read(self, line: str) -> None:
        if found := COUNT.match(line) or EPOCH.match(line):
            done, total = int(found[1]), int(found[2])
            self.step_share = min(done / total, 1.0) if total else 0.0
            hours, minutes, seconds = (int(text or 0) for text in found.groups()[2:])
            self.seconds_left = None if found[3] is None else 3600 * hours + 60 * minutes + seconds
        elif NEXT in line:
            self.step += 1
            self.step_share, self.seconds_left = 0.0, None

    @property
    def share(self) -> float:
        """How much of all steps is done, from 0 to 1."""
        if not self.step:
            return 0.0
        return min((self.step - 1 + self.step_share) / max(len(self.steps), 1), 1.0)

    @property
    def said(self) -> str:
        far = f" {self.step_share:.0%}".replace("%", " %") if self.step_share else ""
        far += f", {_in_words(self.seconds_left)} left" if self.seconds_left is not None else ""
        if not self.step:
            return f"Getting ready:{far}." if far else "Getting ready…"
        count, at = len(self.steps), min(self.step, len(self.steps))
        which = f"Step {at} of {count}, " if count > 1 else "Working on "
        then = f" Then: {self.steps[at]}." if at < count else ""
        return f"{which}{self.steps[at - 1]}{':' + far + '.' if far else '…'}{then}"


def _in_words(seconds: int) -> str:
    if seconds < SHORT:
        return "a few seconds"
    if seconds < 90:
        return f"about {round(seconds, -1)} seconds"
    if seconds < 5400:
        return f"about {round(seconds / 60)} minutes"
    return f"about {round(seconds / 3600)} hours"
