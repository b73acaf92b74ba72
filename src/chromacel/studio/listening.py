"""The server as a process: a socket that this machine alone reaches, until it is interrupted."""

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from chromacel.errors import InputError
from chromacel.files.checksums import short_hash

LOOPBACK = "127.0.0.1"
FIRST, PORTS = 20_000, 12_000  # below those that systems give to whoever asks for any
MOST_CONNECTIONS = 64
MOST_HEADER = 16 * 2**10  # bytes
PATIENCE = 5.0  # seconds in which a request's header comes, from the connection or its first byte
IDLE = 20  # seconds after which a connection without a request is closed
GRACE = 1  # seconds that requests get when the server ends


class PatientProtocol(H11Protocol):
    """HTTP that closes connections on which no request comes."""

    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.deadline:
            self.deadline.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Start to wait for a header, or stop if one is there."""
        is_asked = self.cycle is not None and not self.cycle.response_complete
        if is_asked and self.deadline:
            self.deadline.cancel()
            self.deadline = None
        elif not is_asked and not self.deadline:
            self.deadline = self.loop.call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        self.deadline = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


def usual_port(folder: Path) -> int:
    """The same for a project each time, since browsers keep what is not saved yet by address."""
    return FIRST + int(short_hash(str(folder.absolute())), 16) % PORTS


def usual_socket(folder: Path) -> socket.socket:
    """At the project's usual port, or where that is taken, at any."""
    try:
        return bound_socket(usual_port(folder))
    except InputError:
        return bound_socket(0)


def bound_socket(port: int) -> socket.socket:
    """On loopback; of port 0, on any that is free.

    Raises:
        InputError: the port is taken, or needs rights.
    """
    if not 0 <= port < 2**16:
        raise InputError(f"`--port {port}` is none: give a number from 1024 to {2**16 - 1}.")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with _explained(listener, port):
        listener.bind((LOOPBACK, port))
    return listener


def listen(listener: socket.socket) -> None:
    """From when a server is about to answer: until then, who asks is refused and need not wait.

    Raises:
        InputError: another process listens by now.
    """
    with _explained(listener, listener.getsockname()[1]):
        listener.listen(MOST_CONNECTIONS)


@contextlib.contextmanager
def _explained(listener: socket.socket, port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise InputError(
                f"Port {port} is taken: name another with --port, or leave it out."
            ) from error
        reason = os.strerror(error.errno or 0)
        raise InputError(
            f"Port {port} cannot be listened at ({reason}): name another with --port."
        ) from error


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Answer until the process is interrupted."""
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_level="critical",  # requests name the token; errors are said by the application
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        backlog=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=MOST_HEADER,
    )
    uvicorn.Server(config).run([listener])
