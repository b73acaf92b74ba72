"""What may be wanted again, up to so many bytes: what was not used for longest goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import TypeVar

import numpy as np

Made = TypeVar("Made")
Key = tuple[Hashable, ...]


class Kept:
    """For one thread."""

    def __init__(self, most: int) -> None:
        self.most, self.bytes = most, 0
        self.values: OrderedDict[Key, tuple[object, int]] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Made]) -> Made:
        """What is kept under the key, or else is made."""
        if key in self.values:
            self.values.move_to_end(key)
            made: Made = self.values[key][0]  # type: ignore[assignment]
            return made
        made = make()
        self.put(key, made)
        return made

    def put(self, key: Key, made: object) -> None:
        self.drop(lambda other: other == key)
        size = size_of(made)
        self.values[key] = made, size
        self.bytes += size
        while self.bytes > self.most and len(self.values) > 1:
            _, (_, size) = self.values.popitem(last=False)
            self.bytes -= size

    def drop(self, is_old: Callable[[Key], bool]) -> None:
        for key in [key for key in self.values if is_old(key)]:
            self.bytes -= self.values.pop(key)[1]


def size_of(made: object) -> int:
    """Bytes of arrays and bytes, also in tuples, dicts and dataclasses; others count for little."""
    match made:
        case np.ndarray():
            return made.nbytes
        case bytes():
            return len(made)
        case tuple():
            return sum(map(size_of, made))
        case dict():
            return sum(map(size_of, made.values()))
    if is_dataclass(made):
        return sum(size_of(getattr(made, part.name)) for part in fields(made))
    return 1024
