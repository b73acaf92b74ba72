"""A scripted session in the studio: what is done on the page, and what is measured."""

import json
import random
import shutil
import time
from dataclasses import dataclass

import psutil
from playwright.sync_api import Playwright
from studio_measures import Measured

from studio_server import Server

CHROMIUM = shutil.which("chromium")
STROKES = 6  # in a round, on a page
LONG_EVERY, FIRST_LONG = 8, 2  # rounds from one adaptation and export to the next
PATIENCE = 1_200_000  # milliseconds for what takes long, beside other programs too
MIB = 2**20
KEYS = ("Control+z", "Control+z", "Control+Shift+z", "w", "m", "m", "+", "f", ".", ",", "w")
WRONG_MARKS: tuple[object, ...] = (
    "a stroke",
    [{"color": "red", "width": 3, "points": [[1, 1]]}],
    [{"color": "#ff0000", "width": -1, "points": [[1, 1]]}],
    [{"color": "#ff0000", "width": 1e400, "points": [[1, 1]]}],
    [{"color": "#ff0000", "width": 3, "points": [[1]]}],
    [{"color": "#ff0000", "outlines": [[[0, 0], "there"]]}],
)


@dataclass(frozen=True)
class Opened:
    """An input as the server names it."""

    id: int
    name: str
    kind: str


class Session:
    """A page that is used by a script, and what is measured of it."""

    def __init__(self, playwright: Playwright, server: Server, seed: int) -> None:
        self.browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        self.page = self.browser.new_page(viewport={"width": 1280, "height": 800})
        self.inspector = self.page.context.new_cdp_session(self.page)
        self.server, self.random, self.measured = server, random.Random(seed), Measured()
        self._watch()
        self.page.goto(server.address)
        self.page.wait_for_selector("body.ready")
        project = server.ask("GET", "api/project").said
        self.inputs = [Opened(each["id"], each["name"], each["kind"]) for each in project["inputs"]]
        self.methods = [each["name"] for each in project["methods"] if each["is_available"]]

    def _watch(self) -> None:
        own, complain = (self.server.address, "blob:", "data:"), self.measured.complaints.append
        page = self.page
        page.on("console", lambda said: complain(f"console: {said.text}"))
        page.on("pageerror", lambda error: complain(f"error: {error}"))
        page.on("request", lambda asked: asked.url.startswith(own) or complain(f"{asked.url}?"))

    def round(self, number: int, methods: list[str]) -> None:
        one = self.inputs[number % len(self.inputs)]
        method = methods[number // len(self.inputs) % len(methods)]
        self.open(one)
        self.page.select_option("#right", method)
        self.settle()
        name = f"{one.name}, {method}"
        for _ in range(STROKES):
            self.stroke(name, self.random.choice("bd"))
        for key in KEYS:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(50)
        self.settle()
        self.fill(f"{name}, fill")
        self.draw_wrongly(one)
        self.reload(one)
        if number % LONG_EVERY == FIRST_LONG:
            for each in self.inputs:
                if each.kind != "picture":
                    self.open(each)
                    self.adapt()
            self.export()
        if notice := self.page.inner_text("#notice .text").strip():
            self.measured.complaints.append(f"notice: {notice}")
            self.page.evaluate("document.querySelector('#notice button').click()")
        self.note_memory()

    def open(self, one: Opened) -> None:
        self.page.select_option("#input", str(one.id))
        self.page.wait_for_timeout(300)
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_selector(
            "#status[data-is-busy=false]", state="attached", timeout=PATIENCE
        )

    def stroke(self, name: str, tool: str) -> None:
        """Draws one of some color, and notes how long its picture takes."""
        page, draw = self.page, self.random.uniform
        x, y = self._take(tool)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + draw(5, 40), y + draw(5, 40), steps=8)
        begun, busy = time.perf_counter(), self._busy()
        page.mouse.up()
        self.settle()
        self._note(name, begun, busy)

    def fill(self, name: str) -> None:
        """The same for a region, which is asked for first."""
        x, y = self._take("g")
        begun, busy = time.perf_counter(), self._busy()
        with self.page.expect_response(lambda answer: answer.url.endswith("/region")):
            self.page.mouse.click(x, y)
        self.settle()
        self._note(name, begun, busy)

    def _take(self, tool: str) -> tuple[float, float]:
        """Takes a tool and a color, and says where to use it."""
        self.page.fill(".hex", f"#{self.random.randrange(2**24):06x}")
        self.page.locator("#picture").focus()
        self.page.keyboard.press(tool)
        box = self.page.locator("#picture").bounding_box()
        assert box
        across = self.random.uniform(0.54, 0.68)  # right of the wipe's line
        down = self.random.uniform(0.3, 0.7)
        return box["x"] + box["width"] * across, box["y"] + box["height"] * down

    def _note(self, name: str, begun: float, busy: float) -> None:
        took = time.perf_counter() - begun, self._busy() - busy
        self.measured.seconds.setdefault(name, []).append(took)

    def _busy(self) -> float:
        times = psutil.Process(self.server.process.pid).cpu_times()
        return float(times.user + times.system)

    def draw_wrongly(self, one: Opened) -> None:
        """Malformed marks, which are refused and change nothing."""
        address = f"api/inputs/{one.id}/pages/0"
        size = self.server.ask("GET", f"{address}/hints").said["size"]
        self.page.wait_for_selector("#saved-mark.saved")  # and not a moment after `before`
        before = self._marks(one)
        for marks in WRONG_MARKS:
            said = {"version": 1, "size": size, "marks": marks}
            answers = [
                self.server.ask("PUT", f"{address}/hints", said),
                self.server.ask("POST", f"{address}/color", {"method": "levin", "marks": marks}),
            ]
            for answer in answers:
                if not 400 <= answer.status < 500:
                    self.measured.complaints.append(f"{marks} is answered {answer.status}")
        if self._marks(one) != before:
            self.measured.complaints.append("wrong marks changed those that are kept")

    def _marks(self, one: Opened) -> str:
        self.page.wait_for_selector("#saved-mark.saved", timeout=PATIENCE)
        return json.dumps(self.server.ask("GET", f"api/inputs/{one.id}/pages/0/hints").said)

    def reload(self, one: Opened) -> None:
        """Right after a stroke, which must not be lost."""
        before = json.loads(self._marks(one))["marks"]
        self.page.mouse.click(*self._take("d"))
        self.page.reload()
        self.page.wait_for_selector("body.ready", timeout=PATIENCE)
        self.open(one)
        after = json.loads(self._marks(one))["marks"]
        if len(after) != len(before) + 1:
            self.measured.complaints.append(f"{len(before)} marks are {len(after)} after a reload")

    def adapt(self) -> None:
        """Accepts a proposed frame, adapts, and plays the result."""
        page = self.page
        page.click("#propose button")
        page.wait_for_selector("#queue .frame", timeout=PATIENCE)
        page.wait_for_selector("#propose button:enabled", timeout=PATIENCE)
        self.settle()
        page.click("#queue .accept")
        page.wait_for_selector("#queue .start:enabled", timeout=PATIENCE)
        begun, busy = time.perf_counter(), self._busy()
        page.click("#queue .start")
        self._finish("#queue", "adapting")
        self._note("adapting", begun, busy)
        if page.is_visible("#pages .play"):
            page.click("#pages .play")
            page.wait_for_timeout(4000)
            if page.is_visible("#pages .mend"):
                page.click("#pages .mend")
        self.settle()

    def export(self) -> None:
        page = self.page
        page.click("#export")
        page.fill("#out", "colored")  # over what was exported before
        begun, busy = time.perf_counter(), self._busy()
        page.click("#export-dialog .start")
        self._finish("#export-dialog", "export")
        self._note("export", begun, busy)
        page.click("#export-dialog .close")

    def _finish(self, root: str, job: str) -> None:
        """Waits for a job's end, and complains unless it is a good one."""
        self.page.wait_for_selector(f"{root} .stop:visible", timeout=20_000)
        self.page.wait_for_selector(f"{root} .start:visible", timeout=PATIENCE)
        said = self.page.inner_text(f"{root} .said")
        print(f"{job}: {said}", flush=True)
        if said != "Done.":
            self.measured.complaints.append(f"{job}: {said}")

    def note_memory(self) -> None:
        self.inspector.send("HeapProfiler.collectGarbage")
        browser = [
            each.memory_info().rss
            for each in psutil.Process().children(recursive=True)
            if each.is_running() and "--type=renderer" in " ".join(each.cmdline())
        ]
        sizes = {
            "server": psutil.Process(self.server.process.pid).memory_info().rss,
            "page's scripts": self.page.evaluate("performance.memory.usedJSHeapSize"),
            "page's process": sum(browser),
        }
        for name, size in sizes.items():
            self.measured.memory.setdefault(name, []).append(size / MIB)
        said = (f"{name} {size / MIB:.0f} MiB" for name, size in sizes.items())
        print(time.strftime("%H:%M:%S"), *said, self.measured.complaints[-3:], sep=", ", flush=True)
