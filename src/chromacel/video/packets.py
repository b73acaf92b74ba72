"""What a stream's packets say before any is decoded: frames, their order, and groups of pictures.

A group of pictures is a key frame and the packets up to the next one. A leading picture is shown
before its group's key frame, and may depend on the group before.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

NO_TIME = np.iinfo(np.int64).min
# What a message names that is about no pixels, but about what stands beside them in a packet.
BESIDE_PIXELS = re.compile(
    r"\b(SEI|APP|EXIF|ICC|metadata|caption|user data|EOI|header packet)\b", re.IGNORECASE
)


class WholeStreamError(Exception):
    """Why frames cannot be picked by their packets, so that the whole stream has to be decoded."""


@dataclass(frozen=True)
class Packets:
    """All packets of a stream in decoding order, as arrays of the same length n.

    `pts`: the time that each is shown at, in ticks; `is_key`: starts a group of pictures;
    `is_hidden`: decoded but never shown, by an edit list. `complaints`: what the container's reader
    reported, by the number of the packet that it may harm; n stands for the end. `declared`: the
    header's number of frames, 0 if it has none. `frame_ticks`: the ticks that one frame takes.
    `duration`: in seconds, by the header.
    """

    pts: NDArray[np.int64]
    is_key: NDArray[np.bool_]
    is_hidden: NDArray[np.bool_]
    complaints: dict[int, str]
    declared: int
    frame_ticks: float
    duration: float
    container: str
    codec: str

    def __len__(self) -> int:
        return len(self.pts)

    @cached_property
    def losses(self) -> dict[int, str]:
        """The complaints that are true of frames, by what the times say: some are missing there.

        A complaint alone proves nothing. Recorders join segments, whose counters jump at a key
        frame, and all frames are there.
        """
        return {
            number: reason for number, reason in self.complaints.items() if self._is_loss(number)
        }

    def _is_loss(self, number: int) -> bool:
        if number == len(self):
            return self.declared > int((~self.is_hidden).sum())
        times = np.sort(self.pts[self.group_start == self.group_start[number]])
        if len(times) < 2 or times[0] == NO_TIME:
            return False
        steps = np.diff(times)  # of fields, which some streams mix with frames, half as long
        return bool(steps.max() > 1.5 * np.fmax(np.median(steps), self.frame_ticks))

    @property
    def length(self) -> int:
        """The number of frames shown, as far as packets and a file's cut end tell."""
        shown = int(self.display_index.max(initial=-1)) + 1
        return max(shown, self.declared) if len(self) in self.losses else shown

    @cached_property
    def ordered_pts(self) -> NDArray[np.int64]:
        return np.sort(self.pts)

    @cached_property
    def first_key(self) -> int:
        """The number of the first packet that a decoder can start from."""
        return int(self.is_key.argmax())

    @cached_property
    def group_start(self) -> NDArray[np.int64]:
        """The number of the packet that starts each packet's group."""
        starts = np.where(self.is_key, np.arange(len(self)), 0)
        return np.asarray(np.maximum.accumulate(starts))

    @cached_property
    def is_leading(self) -> NDArray[np.bool_]:
        return self.pts < self.pts[self.group_start]

    @cached_property
    def first_needed(self) -> NDArray[np.int64]:
        """The number of the first packet that decoding must start from, for each packet."""
        before = self.group_start[np.maximum(self.group_start - 1, 0)]
        return np.where(self.is_leading, before, self.group_start)

    @cached_property
    def is_even(self) -> NDArray[np.bool_]:
        """Whether the frames of each packet's group follow each other in even steps of time.

        Uneven times may be right, or wrong and in another order than the frames.
        """
        shortest, longest = self._steps
        even: NDArray[np.bool_] = longest <= 1.5 * shortest
        return even

    @cached_property
    def is_quick(self) -> NDArray[np.bool_]:
        """Whether the frames of each packet's group follow each other more quickly than in other
        groups: they may be fields, half frames."""
        shortest, longest = self._steps
        quick: NDArray[np.bool_] = shortest <= 0.75 * longest.max()
        return quick

    @cached_property
    def _steps(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The shortest and the longest step of time in each packet's group; of one frame, any."""
        order = np.lexsort((self.pts, self.group_start))
        starts, group = np.unique(self.group_start, return_inverse=True)
        steps = np.diff(self.pts[order])
        within = group[order][1:] == group[order][:-1]
        longest = np.zeros(len(starts), np.int64)
        shortest = np.full(len(starts), np.iinfo(np.int64).max)
        np.maximum.at(longest, group[order][1:][within], steps[within])
        np.minimum.at(shortest, group[order][1:][within], steps[within])
        return shortest[group], longest[group]

    @cached_property
    def display_index(self) -> NDArray[np.int64]:
        """The place of each packet's frame in display order, −1 where it is hidden.

        Raises:
            WholeStreamError: the timestamps do not tell.
        """
        shown = ~self.is_hidden
        times = self.pts[shown]
        if (times == NO_TIME).any():
            raise WholeStreamError("packets have no timestamps")
        order = np.argsort(times, kind="stable")
        if (np.diff(times[order]) == 0).any():
            raise WholeStreamError("packets share timestamps")
        if not self.is_key[:1].all():
            raise WholeStreamError("the first packet is no key frame")
        if (np.diff(self.group_start[shown][order]) < 0).any():
            raise WholeStreamError("timestamps jump back")
        places = np.empty(len(times), np.int64)
        places[order] = np.arange(len(times))
        if min(self.complaints, default=len(self)) < len(self):
            sound = np.arange(len(self)) < self.group_start[max(min(self.complaints) - 1, 0)]
            places = self._timed_places(times, places, sound[shown])
        index = np.full(len(self), -1)
        index[shown] = places
        return index

    def _timed_places(
        self, times: NDArray[np.int64], places: NDArray[np.int64], sound: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Where packets are lost, times tell how many, if they are regular where all is sound."""
        if not self.frame_ticks > 0:
            raise WholeStreamError("packets are lost, and there is no rate that tells how many")
        exact = (times - times.min()) / self.frame_ticks
        timed: NDArray[np.int64] = np.rint(exact).astype(np.int64)
        regular = np.abs(exact - timed).max() < 0.25 and len(np.unique(timed)) == len(timed)
        if not regular or (timed != places)[sound].any():
            raise WholeStreamError("packets are lost, and no constant rate tells how many")
        return timed


def decoding_runs(packets: Packets, wanted: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The ranges of packets that the wanted ones depend on, each to be decoded from fresh.

    The first group is in it whole: it shows whether every packet gives one frame.
    """
    starts = np.flatnonzero(packets.is_key)
    runs = [(0, int(starts[1]) if len(starts) > 1 else len(packets))]
    for number in np.flatnonzero(wanted):
        start, stop = int(packets.first_needed[number]), int(number) + 1
        while runs and start <= runs[-1][1]:
            earlier_start, earlier_stop = runs.pop()
            start, stop = min(start, earlier_start), max(stop, earlier_stop)
        runs.append((start, stop))
    return runs
