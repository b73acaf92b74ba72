"""How requests are answered in JSON, and what they are refused with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse


@dataclass(eq=False)
class RefusedError(Exception):
    """A request that is not answered: HTTP's status, one sentence on why, and what else is said."""

    status: int
    sentence: str
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, object]:
        return {"error": self.sentence, **self.more}


class Json(JSONResponse):
    """In ASCII, since names of files may have bytes that are no Unicode."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()
