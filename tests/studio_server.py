"""A studio's server as a process of its own, and a page's requests to it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
import torch

import forked
from chromacel.models.hinted import HintedGenerator
from chromacel.models.networks import Generator
from chromacel.models.recipes import GanSettings, HintedSettings
from chromacel.models.weights import Description, save_model

STEPS = {
    "frames": {"height": 72, "width": 128},
    "downsampling": {"height": 36, "width": 64},
}


def write_weights(path: Path) -> Path:
    """Of a tiny model from gray that has learned nothing."""
    torch.manual_seed(0)
    settings = asdict(GanSettings(1, 4, 2e-4, 1 / 64, False, 0.5, 100))
    about = Description("gan", "gray", 1, settings, [STEPS], (36, 64), {}, {}, "", {})
    save_model(path, Generator(1 / 64).state_dict(), about)
    return path


def write_hinted_weights(path: Path) -> Path:
    """Of a tiny model that takes hints and has learned nothing."""
    torch.manual_seed(0)
    settings = HintedSettings(1, 4, 1e-3, 1 / 64, False, beta1=0.9, peak=1, varied=0, hints=1)
    about = Description("hinted", "gray", 1, asdict(settings), [STEPS], (36, 64), {}, {}, "", {})
    save_model(path, HintedGenerator(1 / 64, keeps_luma=True).state_dict(), about)
    return path


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.content)

    @property
    def picture(self) -> np.ndarray:
        bgr = cv2.imdecode(np.frombuffer(self.content, np.uint8), cv2.IMREAD_COLOR)
        assert bgr is not None
        return bgr[..., ::-1]


class Server:
    """`chromacel studio` with these words, until the block ends: forked, or a process that has
    nothing of another one."""

    def __init__(self, *words: object, folder: Path, is_forked: bool = True) -> None:
        command = ["chromacel", "studio", *map(str, words), "--no-browser"]
        self.scratch = tempfile.TemporaryDirectory()
        self.said, self.errors = (Path(self.scratch.name, name) for name in ("said", "errors"))
        with self.said.open("wb") as said, self.errors.open("wb") as errors:
            self.process: ForkServerProcess | subprocess.Popen[bytes]
            if is_forked:
                self.process = forked.start(command, self.said, self.errors, folder)
            else:
                whole = [sys.executable, "-m", *command]
                self.process = subprocess.Popen(whole, cwd=folder, stdout=said, stderr=errors)

    def __enter__(self) -> "Server":
        end = time.monotonic() + forked.PATIENCE
        while not (line := self.said.read_text()).endswith("\n"):
            assert self._status(0) is None and time.monotonic() < end, self.errors.read_text()
            time.sleep(0.02)
        self.address = next(word for word in line.split() if word.startswith("http://"))
        _, _, self.host, self.token, _ = self.address.split("/")
        self.port = int(self.host.partition(":")[2])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.kill()
        self._status(20)
        self.scratch.cleanup()

    def _status(self, seconds: float) -> int | None:
        """Of exit, within so many seconds."""
        if isinstance(self.process, ForkServerProcess):
            self.process.join(seconds)
            return self.process.exitcode
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode

    def ask(
        self, method: str, path: str, said: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """As our page asks, but for what `headers` say."""
        body = None if said is None else json.dumps(said).encode()
        return self.request(method, f"/{self.token}/{path}", body, headers or {})

    def until_done(self, path: str) -> dict[str, Any]:
        """The status of a job, adaptation or export, once it no longer runs."""
        for _ in range(1200):
            status: dict[str, Any] = self.ask("GET", path).said
            if status["state"] != "running":
                return status
            time.sleep(0.1)
        raise AssertionError(status)

    def request(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Answer:
        usual = {"Host": self.host, "Origin": f"http://{self.host}"}
        if body is not None:
            usual["Content-Type"] = "application/json"
        every = {name: value for name, value in {**usual, **headers}.items() if value != "-"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in every.items():
                connection.putheader(name, value)
            if body is not None and "Content-Length" not in every:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def raw(self, content: bytes, patience: float = 20) -> bytes:
        """What comes back of bytes until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as connection:
            received = b""
            try:
                connection.sendall(content)
                while part := connection.recv(65536):
                    received += part
            except ConnectionError:
                pass
            return received

    def interrupt(self) -> tuple[int, str]:
        """Exit status, and what was said on standard error, after Ctrl-C."""
        assert self.process.pid
        os.kill(self.process.pid, signal.SIGINT)
        status = self._status(20)
        assert status is not None
        return status, self.errors.read_text()
