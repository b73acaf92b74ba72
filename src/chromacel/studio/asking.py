"""What requests ask, checked, and how they are answered."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chromacel.files.strict_json import parsed
from chromacel.studio.inputs import Input
from chromacel.studio.refusal import RefusedError

SIDE, LEAST_SIDE, MOST_SIDE = 1600, 16, 4096
Answer = Callable[[Request], Awaitable[Response]]
Row = tuple[str, str, Answer]
"""A method, an address, and what answers there."""


def jpeg(content: bytes) -> Response:
    return Response(content, media_type="image/jpeg")


def side_of(request: Request) -> int:
    text = request.query_params.get("side", str(SIDE))
    return checked_side(int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None)


def checked_side(side: object) -> int:
    if isinstance(side, int) and LEAST_SIDE <= side <= MOST_SIDE:
        return side
    raise RefusedError(400, f"`side` is a number of pixels from {LEAST_SIDE} to {MOST_SIDE}.")


async def said_in(request: Request) -> Any:
    """The JSON of a request's body.

    Raises:
        RefusedError: it is none.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise RefusedError(415, "A request's body is JSON, and says so.")
    try:
        return parsed(await request.body())
    except ValueError as error:
        raise RefusedError(400, "The request's body is no JSON.") from error


async def object_in(request: Request) -> dict[str, Any]:
    said = await said_in(request)
    if not isinstance(said, dict):
        raise RefusedError(400, "The request's body is no JSON object.")
    return said


def place_of(request: Request, among: Sequence[object]) -> int:
    place: int = request.path_params["id"]
    if place >= len(among):
        raise RefusedError(404, "There is nothing at this address.")
    return place


def page_of(request: Request, inputs: Sequence[Input]) -> tuple[int, int]:
    """An input's place and a page's number."""
    place = place_of(request, inputs)
    number: int = request.path_params["page"]
    if number >= inputs[place].pages.count:
        raise RefusedError(404, "There is no such page.")
    return place, number
