"""Who may ask the server, and how much: all that is checked before a request is looked at.

Any page in a browser may send requests to this machine, so an address begins with a secret token,
and `Host`, `Origin` and `Sec-Fetch-Site` must say that it is our page which asks: the first against
names that are made to point here (DNS rebinding), the others against forms and scripts of others.
"""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chromacel.studio.refusal import Json, RefusedError

MOST_BODY = 4 * 2**20  # bytes
MOST_BODIES = 16 * 2**20  # of all requests that are being answered; their JSON takes many times it
MOST_HEADER = 16 * 2**10
PATIENCE = 5.0  # seconds in which a whole body comes
SLOWEST = 60.0  # seconds in which part of an answer is taken
CHANGING = ("POST", "PUT", "DELETE")
METHODS = ("GET", "HEAD", *CHANGING)
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """An ASGI application that lets our own page's requests through, without the token."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app, self.token, self.held = app, token, 0
        self.hosts = (f"127.0.0.1:{port}", f"localhost:{port}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await asyncio.wait_for(send(message), SLOWEST)

        try:
            inner = self.admitted(scope)
            body = await received(Headers(scope=scope), receive)
            if self.held + len(body) > MOST_BODIES:
                raise RefusedError(503, "The studio has too much to do: ask again in a while.")
        except RefusedError as error:
            response = Json(error.said, error.status, {"Connection": "close"})
            await response(scope, receive, answer)
            return
        self.held += len(body)
        try:
            await self.app(inner, replayed(body, receive), answer)
        finally:
            self.held -= len(body)

    def admitted(self, scope: Scope) -> Scope:
        """The request as it is without the token.

        Raises:
            RefusedError: it is not from our page, or not as our page sends any.
        """
        headers = Headers(scope=scope)
        if sum(len(name) + len(value) for name, value in headers.raw) > MOST_HEADER:
            raise RefusedError(431, "The request's header is too large.")
        [host] = _only(headers, "host", self.hosts)
        own = f"http://{host}"
        origin = _only(headers, "origin", [own]) if "origin" in headers else []
        if scope["method"] not in METHODS:
            raise RefusedError(405, "There is no such method here.")
        if scope["method"] in CHANGING and not origin:
            raise RefusedError(403, "A request that changes something has to say its origin.")
        is_other = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
        if is_other and headers.get("sec-fetch-mode") != "navigate":
            raise RefusedError(403, "The request is from another site.")
        first, _, rest = scope["path"].removeprefix("/").partition("/")
        if not secrets.compare_digest(first.encode(), self.token.encode()):
            raise RefusedError(404, "There is nothing at this address.")
        path = f"/{rest}"
        return {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}


def _only(headers: Headers, name: str, allowed: Sequence[str]) -> list[str]:
    """The header's value, given once."""
    values = headers.getlist(name)
    if len(values) != 1 or values[0] not in allowed:
        raise RefusedError(403, f"The request's `{name}` is not this server's.")
    return values


async def received(headers: Headers, receive: Receive) -> bytes:
    """The whole body.

    Raises:
        RefusedError: it is too large, too slow, or cut.
    """
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:20]) > MOST_BODY:
        raise _too_large()
    try:
        async with asyncio.timeout(PATIENCE):
            return await _joined(receive)
    except TimeoutError as error:
        raise RefusedError(408, "The request did not come in time: send it again.") from error


async def _joined(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "The request was cut: send it again.")
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            raise _too_large()
        if not message.get("more_body"):
            return bytes(body)


def _too_large() -> RefusedError:
    return RefusedError(413, f"The request has more than {MOST_BODY // 2**20} MB: send less.")


def replayed(body: bytes, receive: Receive) -> Receive:
    """What a body that was read already is received by."""
    is_given = False

    async def again() -> dict[str, Any]:
        nonlocal is_given
        if is_given:
            return dict(await receive())
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
