"""What a request is refused with."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(eq=False)
class RefusedError(Exception):
    """A request that is not answered: HTTP's status, one sentence on why, and what else is said."""

    status: int
    sentence: str
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, object]:
        return {"error": self.sentence, **self.more}
