"""Who the studio's server answers, and what it refuses."""

import concurrent.futures
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

import forked
from chromacel.studio.listening import bound_socket, listen
from studio_server import Server

MARK = {"color": "#ff0000", "width": 4, "points": [[8, 8], [20, 8]]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guarded")
    gray = np.full((36, 64), 90, np.uint8)
    gray[:, 32:] = 180
    Image.fromarray(gray).save(folder / "page.png")
    (folder / "secret.json").write_text('"secret"')
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with Server("page.png", folder=folder, is_forked=False) as server:  # its memory is measured
        yield server


def test_only_this_machine_reaches_it(server: Server) -> None:
    [listening] = [
        each for each in psutil.Process(server.process.pid).net_connections() if not each.raddr
    ]
    assert listening.laddr.ip == "127.0.0.1"


def test_every_address_without_the_token_is_nothing(server: Server) -> None:
    for path in ("/", "/api/project", f"/{server.token[:-1]}/api/project", "//", "/%00/", "*"):
        answer = server.request("GET", path, None, {})
        assert answer.status in (400, 404), path
        assert server.token.encode() not in answer.content


def test_names_that_point_here_are_refused(server: Server) -> None:
    assert server.ask("GET", "api/project").status == 200
    for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1", "127.0.0.1:1", ""):
        assert server.ask("GET", "api/project", headers={"Host": host}).status == 403, host
    for head in (b"", b"Host: %b\r\nHost: evil.example\r\n" % server.host.encode()):
        line = f"GET /{server.token}/api/project HTTP/1.1\r\n".encode()
        answer = server.raw(line + head + b"Connection: close\r\n\r\n")
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 403")), answer[:80]


def test_other_sites_are_refused(server: Server) -> None:
    said = {"a": ["#ffffff"]}
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", "-"):
        assert server.ask("PUT", "api/palettes", said, {"Origin": origin}).status == 403, origin
    for site in ("cross-site", "same-site"):
        headers = {"Origin": "-", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
        assert server.ask("GET", "api/project", headers=headers).status == 403
    assert server.ask("GET", "api/project").said["palettes"] == {}
    assert server.ask("PUT", "api/palettes", said).said == {"saved": True}


def test_a_form_of_another_kind_is_refused(server: Server) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "-"):
        answer = server.ask("PUT", "api/palettes", {}, {"Content-Type": kind})
        assert answer.status == 415, kind


def test_no_path_leads_out(server: Server) -> None:
    climbing = (
        "page/../../../pyproject.toml",
        "page/..%2f..%2f..%2fsecret.json",
        "page/%2e%2e/secret.json",
        "page//etc/passwd",
        "page/%2fetc%2fpasswd",
        "page/routes.py",
        "api/inputs/0/pages/..%2f..%2fsecret/hints",
        "api/inputs/-1/pages/0/input",
        "api/inputs/0/pages/-1/input",
        "api/inputs/9/pages/0/input",
        "api/inputs/0/pages/1/input",
        f"api/inputs/0/pages/{'9' * 400}/input",
        "api/references/0/picture",
    )
    for path in climbing:
        answer = server.ask("GET", path)
        assert answer.status == 404, path
        assert set(answer.said) == {"error"}


def test_every_answer_forbids_what_the_page_does_not_need(server: Server) -> None:
    for path in ("", "api/project", "api/nothing", "api/inputs/0/pages/0/input"):
        headers = server.ask("GET", path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


def test_what_is_no_hints_is_one_sentence(server: Server) -> None:
    nested: object = []
    for _ in range(900):
        nested = [nested]
    bad: list[object] = [
        None, 1, "x", {}, nested,
        [{**MARK, "color": "red"}], [{**MARK, "width": -1}], [{**MARK, "width": 1e400}],
        [{**MARK, "points": []}], [{**MARK, "points": [[1e9, 0]]}], [{**MARK, "more": 1}],
        [MARK] * 10_001, [{**MARK, "width": 2**15}], [{**MARK, "\ud800": 1}],
    ]  # fmt: skip
    for marks in bad:
        said = {"method": "levin", "marks": marks}
        answer = server.ask("POST", "api/inputs/0/pages/0/color", said)
        assert answer.status in (400, 422), marks
        assert answer.said["error"].endswith("."), answer.said
    for method in ("none", "", None, "automatic", "hinted"):
        said = {"method": method, "marks": [MARK]}
        assert server.ask("POST", "api/inputs/0/pages/0/color", said).status == 422
    for side in (0, -1, 10**9, "x", 1.5, None, True):
        said = {"method": "levin", "marks": [MARK], "side": side}
        assert server.ask("POST", "api/inputs/0/pages/0/color", said).status == 400


def test_bodies_that_are_no_json_are_refused(server: Server) -> None:
    path = f"/{server.token}/api/inputs/0/pages/0/color"
    for body in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"side": NaN}', b"1" * 5000):
        answer = server.request("POST", path, body, {})
        assert answer.status == 400, body[:20]


def test_large_requests_are_refused(server: Server) -> None:
    path = f"/{server.token}/api/palettes"
    assert server.request("PUT", path, b"", {"Content-Length": str(5 * 2**20)}).status == 413
    head = f"PUT {path} HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n"
    chunk = b"100000\r\n" + b"x" * 2**20 + b"\r\n"
    sent = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 6
    assert server.raw(sent).startswith(b"HTTP/1.1 413")
    assert server.ask("GET", "api/project", headers={"X": "x" * 100_000}).status == 431


def test_malformed_requests_end_nothing_but_themselves(server: Server) -> None:
    for content in (
        b"\0" * 100,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\n: \r\n\r\n",
    ):
        assert b" 200 " not in server.raw(content)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    assert server.ask("GET", "api/events", headers=upgrade).status == 404
    assert server.ask("TRACE", "api/project").status == 405
    assert server.ask("GET", "api/project").status == 200


@pytest.mark.long  # it waits for five seconds
def test_slow_requests_are_ended(server: Server) -> None:
    """Some that never send a header, and one that never sends its body, all at a time."""
    head = f"PUT /{server.token}/api/palettes HTTP/1.1\r\nHost: {server.host}\r\n"
    origin = f"Origin: http://{server.host}\r\nContent-Length: 10\r\n\r\n"
    starts = (b"", b"GET / HT", head.encode(), (head + origin).encode())
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(len(starts)) as threads:
        answers = list(threads.map(server.raw, starts))
    assert time.monotonic() - begun < 10
    assert answers[:3] == [b"", b"", b""]
    assert answers[3].startswith(b"HTTP/1.1 408")


def test_many_at_a_time_are_answered_or_told_to_wait(server: Server) -> None:
    before = psutil.Process(server.process.pid).memory_info().rss
    said = {"method": "levin", "marks": [MARK], "side": 64}
    with concurrent.futures.ThreadPoolExecutor(60) as threads:
        asked = [
            threads.submit(server.ask, "POST", "api/inputs/0/pages/0/color", said)
            for _ in range(300)
        ]
        counts = [each.result().status for each in asked]
    assert set(counts) <= {200, 409, 503} and 200 in counts
    assert psutil.Process(server.process.pid).memory_info().rss - before < 200 * 2**20


def test_connections_without_end_are_limited(server: Server) -> None:
    held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(70)]
    time.sleep(0.3)
    assert server.ask("GET", "api/project").status == 503
    for connection in held:
        connection.close()
    time.sleep(0.3)
    assert server.ask("GET", "api/project").status == 200


def test_a_port_that_is_taken_is_one_sentence(server: Server, folder: Path) -> None:
    command = [sys.executable, "-m", "chromacel", "studio", "page.png", "--port", str(server.port)]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=forked.PATIENCE
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: Port {server.port} is taken: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_browser_is_led_by_a_file_that_others_cannot_read(folder: Path, tmp_path: Path) -> None:
    """Others see the words of a command, such as a browser's."""
    script, words = tmp_path / "browser", tmp_path / "words"
    script.write_text(f'#!/bin/sh\necho "$@" > {words}.part; mv {words}.part {words}\n')
    script.chmod(0o755)
    command = [sys.executable, "-m", "chromacel", "studio", "page.png", "--project", tmp_path / "p"]
    environment = {**os.environ, "BROWSER": f"{script} %s"}
    with subprocess.Popen(
        list(map(str, command)), cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = next(word for word in process.stdout.readline().split() if "http" in word)
        for _ in range(200):
            if words.exists():
                break
            time.sleep(0.1)
        process.kill()
    page = tmp_path / "p/.open.html"
    assert words.read_text().strip() == page.as_uri()
    assert page.stat().st_mode & 0o777 == 0o600
    assert f"url={address}" in page.read_text()


def test_who_asks_before_the_server_answers_is_refused_at_once() -> None:
    """A browser would wait for minutes while models are loaded."""
    listener = bound_socket(0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(listener.getsockname())
    listen(listener)
    socket.create_connection(listener.getsockname()).close()
    listener.close()


def test_ctrl_c_ends_it_quietly(folder: Path, tmp_path: Path) -> None:
    words = ("page.png", "--project", tmp_path / "p")
    with Server(*words, folder=folder, is_forked=False) as server:
        assert json.loads(server.ask("GET", "api/project").content)
        status, said = server.interrupt()
    assert (status, said) == (-2, "")
