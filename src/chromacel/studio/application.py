"""The studio as an application for a server: its addresses, the page's files, errors in JSON."""

import contextlib
import sys
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chromacel.errors import InputError
from chromacel.studio.asking import Row
from chromacel.studio.job_routes import JobRoutes
from chromacel.studio.refusal import Json, RefusedError
from chromacel.studio.routes import Routes
from chromacel.studio.studio import Studio

PAGE = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}


def application(studio: Studio) -> Starlette:
    table: list[Row] = [
        ("GET", "/", index),
        ("GET", "/page/{file}", page_file),
        *Routes(studio).table,
        *JobRoutes(studio).table,
    ]
    routes = [Route(path, answer, methods=[method]) for method, path, answer in table]

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)
        return Json(error.said, error.status)

    async def wrong(request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError | OSError)
        return Json({"error": studio.wording(error)}, 422)

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = {404: "There is nothing at this address.", 405: "There is no such method here."}
        return Json({"error": said.get(error.status_code, "")}, error.status_code)

    async def failed(request: Request, error: Exception) -> Response:
        traceback.print_exception(error, file=sys.stderr)
        return Json({"error": "This went wrong: the terminal says more."}, 500)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await studio.close()

    handlers: Any = {RefusedError: refused, InputError: wrong, OSError: wrong}
    handlers |= {HTTPException: unknown, Exception: failed}
    return Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)


async def index(request: Request) -> Response:
    return static("index.html")


async def page_file(request: Request) -> Response:
    return static(request.path_params["file"])


def static(name: str) -> Response:
    files = {path.name: path for path in PAGE.iterdir() if path.is_file()} if PAGE.is_dir() else {}
    if name not in files or files[name].suffix not in TYPES:
        raise RefusedError(404, "There is nothing at this address.")
    return Response(files[name].read_bytes(), media_type=TYPES[files[name].suffix])
