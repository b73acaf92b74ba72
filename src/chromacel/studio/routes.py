"""The addresses that the page asks, and what each answers: thin, since all else is elsewhere."""

import itertools

from starlette.requests import Request
from starlette.responses import Response

from chromacel.files.checksums import short_hash
from chromacel.studio.asking import (
    SIDE,
    Row,
    checked_side,
    jpeg,
    object_in,
    page_of,
    place_of,
    said_in,
    side_of,
)
from chromacel.studio.inputs import Input
from chromacel.studio.refusal import Json, RefusedError
from chromacel.studio.studio import Studio
from chromacel.studio.views import encoded, shrunk
from chromacel.studio.worker import SOON

VERSION = 1


class Routes:
    """What is answered of one studio."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk
        self.count = itertools.count()
        self.latest: dict[tuple[int, int], int] = {}

    @property
    def table(self) -> list[Row]:
        page = "/api/inputs/{id:int}/pages/{page:int}"
        return [
            ("GET", "/api/project", self.project),
            ("PUT", "/api/palettes", self.save_palettes),
            ("GET", "/api/references/{id:int}/picture", self.reference),
            ("GET", f"{page}/input", self.look),
            ("GET", f"{page}/hints", self.hints),
            ("PUT", f"{page}/hints", self.save_hints),
            ("POST", f"{page}/color", self.color),
            ("POST", f"{page}/region", self.region),
        ]

    async def project(self, request: Request) -> Response:
        return Json(await self.studio.hands.do(self.said, SOON))

    def said(self) -> dict[str, object]:
        studio = self.studio
        return {
            "version": VERSION,
            "project": studio.project.name,
            "key": short_hash(str(studio.project.folder)),
            "inputs": [_of_input(place, one) for place, one in enumerate(self.desk.inputs)],
            "methods": [method.said for method in self.desk.methods.values()],
            "palette": studio.palette(),
            "palettes": studio.project.palettes(),
            "references": [
                {"id": place, "name": path.name, **_size(studio.reference(place).shape)}
                for place, path in enumerate(studio.references)
            ],
            "model": studio.models.label,
            "uses_references": bool(studio.reference_models),
        }

    async def save_palettes(self, request: Request) -> Response:
        palettes = await said_in(request)
        await self.studio.files.do(lambda: self.studio.project.save_palettes(palettes))
        return Json({"saved": True})

    async def reference(self, request: Request) -> Response:
        place, side = place_of(request, self.studio.references), side_of(request)
        work = lambda: encoded(shrunk(self.studio.reference(place), side))  # noqa: E731
        return jpeg(await self.studio.hands.do(work))

    async def look(self, request: Request) -> Response:
        place, number = page_of(request, self.desk.inputs)
        side = side_of(request)
        return jpeg(await self.studio.hands.do(lambda: self.desk.look(place, number, side)))

    async def hints(self, request: Request) -> Response:
        place, number = page_of(request, self.desk.inputs)
        return Json(await self.studio.hands.do(lambda: self.desk.hints(place, number)))

    async def save_hints(self, request: Request) -> Response:
        place, number = page_of(request, self.desk.inputs)
        said = await said_in(request)
        size = await self.studio.hands.do(lambda: self.desk.size(place, number), SOON)
        await self.studio.files.do(lambda: self.desk.save_hints(place, number, size, said))
        return Json({"saved": True})

    async def color(self, request: Request) -> Response:
        place, number = page_of(request, self.desk.inputs)
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
        place, number = page_of(request, self.desk.inputs)
        said = await object_in(request)
        x, y = said.get("x"), said.get("y")
        if not isinstance(x, int | float) or not isinstance(y, int | float):
            raise RefusedError(400, "A region is asked for by the numbers x and y.")
        work = lambda: self.desk.region(place, number, x, y)  # noqa: E731
        return Json({"outlines": await self.studio.hands.do(work, SOON)})


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
