"""The addresses that the page asks, and what each answers: thin, since all else is elsewhere."""

import itertools
import json
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chromacel.errors import InputError
from chromacel.studio.desk import encoded, shrunk
from chromacel.studio.inputs import Input
from chromacel.studio.refusal import RefusedError
from chromacel.studio.studio import Studio
from chromacel.studio.worker import SOON

PAGE = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
SIDE, LEAST_SIDE, MOST_SIDE = 1600, 16, 4096
VERSION = 1
Answer = Callable[[Request], Awaitable[Response]]


class Routes:
    """What is answered of one studio."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk
        self.count = itertools.count()
        self.latest: dict[tuple[int, int], int] = {}

    def application(self) -> Starlette:
        page = "/api/inputs/{id:int}/pages/{page:int}"
        table: list[tuple[str, str, Answer]] = [
            ("GET", "/", self.index),
            ("GET", "/page/{file}", self.static),
            ("GET", "/api/project", self.project),
            ("PUT", "/api/palettes", self.save_palettes),
            ("GET", "/api/references/{id:int}/picture", self.reference),
            ("GET", f"{page}/input", self.look),
            ("GET", f"{page}/hints", self.hints),
            ("PUT", f"{page}/hints", self.save_hints),
            ("POST", f"{page}/color", self.color),
            ("POST", f"{page}/region", self.region),
        ]
        return application(table, self.studio)

    async def index(self, request: Request) -> Response:
        return static("index.html")

    async def static(self, request: Request) -> Response:
        return static(request.path_params["file"])

    async def project(self, request: Request) -> Response:
        return JSONResponse(await self.studio.hands.do(self.said, SOON))

    def said(self) -> dict[str, object]:
        studio = self.studio
        return {
            "version": VERSION,
            "project": studio.project.name,
            "inputs": [_of_input(place, one) for place, one in enumerate(self.desk.inputs)],
            "methods": [method.said for method in self.desk.methods.values()],
            "palette": studio.palette(),
            "palettes": studio.project.palettes(),
            "references": [
                {"id": place, "name": path.name, **_size(studio.reference(place).shape)}
                for place, path in enumerate(studio.references)
            ],
            "model": studio.model,
        }

    async def save_palettes(self, request: Request) -> Response:
        palettes = await said_in(request)
        await self.studio.files.do(lambda: self.studio.project.save_palettes(palettes))
        return JSONResponse({"saved": True})

    async def reference(self, request: Request) -> Response:
        place, side = _place(request, self.studio.references), side_of(request)
        work = lambda: encoded(shrunk(self.studio.reference(place), side))  # noqa: E731
        return jpeg(await self.studio.hands.do(work))

    async def look(self, request: Request) -> Response:
        place, number = self.page_of(request)
        side = side_of(request)
        return jpeg(await self.studio.hands.do(lambda: self.desk.look(place, number, side)))

    async def hints(self, request: Request) -> Response:
        place, number = self.page_of(request)
        return JSONResponse(await self.studio.hands.do(lambda: self.desk.hints(place, number)))

    async def save_hints(self, request: Request) -> Response:
        place, number = self.page_of(request)
        said = await said_in(request)
        size = await self.studio.hands.do(lambda: self.desk.size(place, number), SOON)
        await self.studio.files.do(lambda: self.desk.save_hints(place, number, size, said))
        return JSONResponse({"saved": True})

    async def color(self, request: Request) -> Response:
        place, number = self.page_of(request)
        said = await object_in(request)
        side = checked_side(said.get("side", SIDE))
        method, marks = said.get("method"), said.get("marks", [])
        mine = self.latest[place, number] = next(self.count)

        def work() -> bytes:
            if self.latest[place, number] != mine:
                raise RefusedError(409, "A newer request has come.", {"superseded": True})
            return self.desk.color(place, number, str(method), marks, side)

        return jpeg(await self.studio.hands.do(work, SOON))

    async def region(self, request: Request) -> Response:
        place, number = self.page_of(request)
        said = await object_in(request)
        x, y = said.get("x"), said.get("y")
        if not isinstance(x, int | float) or not isinstance(y, int | float):
            raise RefusedError(400, "A region is asked for by the numbers x and y.")
        work = lambda: self.desk.region(place, number, x, y)  # noqa: E731
        return JSONResponse({"outlines": await self.studio.hands.do(work, SOON)})

    def page_of(self, request: Request) -> tuple[int, int]:
        place = _place(request, self.desk.inputs)
        number: int = request.path_params["page"]
        if number >= self.desk.inputs[place].pages.count:
            raise RefusedError(404, "There is no such page.")
        return place, number


def application(table: list[tuple[str, str, Answer]], studio: Studio) -> Starlette:
    """Methods, addresses and answers as an application that says errors in JSON."""
    routes = [Route(path, answer, methods=[method]) for method, path, answer in table]

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)
        return JSONResponse(error.said, error.status)

    async def wrong(request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)
        return JSONResponse({"error": studio.wording(error)}, 422)

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = {404: "There is nothing at this address.", 405: "There is no such method here."}
        return JSONResponse({"error": said.get(error.status_code, "")}, error.status_code)

    async def failed(request: Request, error: Exception) -> Response:
        traceback.print_exception(error, file=sys.stderr)
        return JSONResponse({"error": "This went wrong: the terminal says more."}, 500)

    handlers: Any = {RefusedError: refused, InputError: wrong, HTTPException: unknown}
    return Starlette(routes=routes, exception_handlers={**handlers, Exception: failed})


def static(name: str) -> Response:
    files = {path.name: path for path in PAGE.iterdir() if path.is_file()} if PAGE.is_dir() else {}
    if name not in files or files[name].suffix not in TYPES:
        raise RefusedError(404, "There is nothing at this address.")
    return Response(files[name].read_bytes(), media_type=TYPES[files[name].suffix])


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
        return json.loads(await request.body(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, "The request's body is no JSON.") from error


async def object_in(request: Request) -> dict[str, Any]:
    said = await said_in(request)
    if not isinstance(said, dict):
        raise RefusedError(400, "The request's body is no JSON object.")
    return said


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _place(request: Request, among: list[Any]) -> int:
    place: int = request.path_params["id"]
    if place >= len(among):
        raise RefusedError(404, "There is nothing at this address.")
    return place


def _of_input(place: int, one: Input) -> dict[str, object]:
    width, height = one.pages.size
    return {
        "id": place,
        "name": one.path.name,
        "kind": one.kind,
        "pages": one.pages.count,
        "width": width,
        "height": height,
    }


def _size(shape: tuple[int, ...]) -> dict[str, int]:
    return {"width": shape[1], "height": shape[0]}
