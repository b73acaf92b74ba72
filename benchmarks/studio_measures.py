"""What a session in the studio measures, and its summary in print."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Measured:
    """Seconds by what was done, of the clock and of the server's processor; MiB over time."""

    seconds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    memory: dict[str, list[float]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def print(self) -> None:
        for name, values in self.seconds.items():
            clock, busy = (sorted(1000 * value[part] for value in values) for part in (0, 1))
            print(
                f"{name}: {len(values)} times, median {statistics.median(clock):.0f} ms,"
                f" 95 % within {percentile(clock, 0.95):.0f} ms,"
                f" median of the server's CPU {statistics.median(busy):.0f} ms"
            )
        for name, sizes in self.memory.items():
            third = max(len(sizes) // 3, 1)
            print(
                f"memory of the {name}: at most {max(sizes[:third]):.0f} MiB in the first third,"
                f" {max(sizes[-third:]):.0f} in the last"
            )
        print("complaints:", *(self.complaints or ["none"]), sep="\n  ")


def percentile(ordered: list[float], share: float) -> float:
    """The least value that this share of them does not exceed."""
    return ordered[max(-int(-share * len(ordered) // 1), 1) - 1]
