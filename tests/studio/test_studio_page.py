"""The studio's page, in a real browser on the real server: drawn in, left and found again."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from chromium import chromium, new_context
from studio_server import Server, write_weights

WIDTH, HEIGHT = 120, 80
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
INSIDE, OUTSIDE = (30, 40), (90, 40)  # in the two halves of a picture
RED = (214, 40, 40)
Open = Callable[..., Page]


def halves(dark: int) -> Image.Image:
    gray = np.full((HEIGHT, WIDTH), 200, np.uint8)
    gray[:, : WIDTH // 2] = dark
    return Image.fromarray(gray)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture of two regions, and a comic of four such pages."""
    folder = tmp_path_factory.mktemp("studio")
    halves(110).save(folder / "halves.png")
    (folder / "comic").mkdir()
    for number in range(4):
        halves(90 + 10 * number).save(folder / "comic" / f"{number}.png")
    shutil.make_archive(str(folder / "comic"), "zip", folder / "comic")
    shutil.rmtree(folder / "comic")
    return folder


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Server]:
    write_weights(folder / "w.safetensors")
    words = ("halves.png", "comic.zip", "--reference", "halves.png", "--weights", "w.safetensors")
    with Server(*words, folder=folder) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """With nothing drawn yet."""
    for of, page in ((0, 0), *((1, number) for number in range(4))):
        empty = {"version": 1, "size": [WIDTH, HEIGHT], "marks": []}
        running.ask("PUT", f"api/inputs/{of}/pages/{page}/hints", empty)
    running.ask("PUT", "api/palettes", {})
    return running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens the page. It may ask nothing but its own server, and complain of nothing, a breach of
    the content security policy, which the console tells, included."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def watched(page: Page) -> None:
        def look(address: str) -> None:
            if not address.startswith((server.address, "blob:", "data:")):
                complaints.append(address)

        page.on("request", lambda request: look(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))

    def opened(prepare: Callable[[Page], None] = lambda page: None, **settings: Any) -> Page:
        contexts.append(new_context(browser, **(settings or DESK)))
        page = contexts[-1].new_page()
        watched(page)
        prepare(page)
        page.goto(server.address)
        page.wait_for_selector("body.ready")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def on_screen(page: Page, place: tuple[float, float]) -> tuple[float, float]:
    """Where a place of the fitted picture is, in pixels of the window."""
    box = page.locator("#picture").bounding_box()
    assert box
    margin = min(24, box["width"] / 40, 24)
    scale = min((box["width"] - 2 * margin) / WIDTH, (box["height"] - 46 - margin) / HEIGHT)
    left = box["x"] + (box["width"] - scale * WIDTH) / 2
    top = box["y"] + max(46, (box["height"] - scale * HEIGHT) / 2)
    return left + place[0] * scale, top + place[1] * scale


def color_at(page: Page, place: tuple[float, float]) -> tuple[int, int, int]:
    """What the page shows at a place of the fitted picture, without marks."""
    x, y = on_screen(page, place)
    red, green, blue = page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector("#picture");
            const box = canvas.getBoundingClientRect();
            const place = [x - box.x, y - box.y].map((part) => Math.round(part * devicePixelRatio));
            const copy = new OffscreenCanvas(1, 1).getContext("2d");
            copy.drawImage(canvas, -place[0], -place[1]);
            return [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }""",
        [x, y],
    )
    return red, green, blue


def is_gray(color: tuple[int, int, int]) -> bool:
    return max(color) - min(color) < 12


def draw(page: Page, *places: tuple[float, float]) -> None:
    page.mouse.move(*on_screen(page, places[0]))
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*on_screen(page, place), steps=5)
    page.mouse.up()


def settle(page: Page) -> None:
    """Waits until all is colored, saved and drawn."""
    page.wait_for_timeout(100)
    page.wait_for_selector("#status[data-is-busy=false]", state="attached")
    page.wait_for_selector("#saved-mark.saved")
    page.wait_for_selector("#status[data-is-busy=false]", state="attached")
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")


def choose(page: Page, color: tuple[int, int, int]) -> None:
    page.fill(".hex", "#{:02x}{:02x}{:02x}".format(*color))
    page.locator("#picture").focus()


def whole(page: Page) -> None:
    """Shows the colors alone: no wipe, and no marks over them."""
    page.locator("#picture").focus()
    page.keyboard.press("w")
    page.keyboard.press("m")


def marks(server: Server, page: int = 0, of: int = 0) -> list[dict[str, Any]]:
    said = server.ask("GET", f"api/inputs/{of}/pages/{page}/hints").said
    return list(said["marks"])


def test_a_stroke_colors_its_region_and_undo_takes_it_back(visit: Open, server: Server) -> None:
    page = visit()
    whole(page)
    settle(page)
    automatic = color_at(page, INSIDE)
    choose(page, RED)
    draw(page, (20, 40), (40, 50))
    settle(page)
    red, green, blue = color_at(page, INSIDE)
    assert red > green + 40
    [stroke] = marks(server)
    assert stroke["color"] == "#d62828" and len(stroke["points"]) > 3

    page.keyboard.press("Control+z")
    settle(page)
    assert color_at(page, INSIDE) == automatic and not marks(server)
    page.keyboard.press("Control+Shift+z")
    settle(page)
    assert color_at(page, INSIDE) == (red, green, blue) and marks(server) == [stroke]


def test_what_is_drawn_is_seen_whatever_was_shown(visit: Open, server: Server) -> None:
    page = visit()
    whole(page)
    page.select_option("#right", "automatic")
    choose(page, RED)
    draw(page, (20, 40), (40, 50))
    settle(page)
    assert page.input_value("#right") == "yatziv"
    red, green, _ = color_at(page, INSIDE)
    assert red > green + 40


def test_dots_fills_and_the_eraser_make_and_take_marks(visit: Open, server: Server) -> None:
    page = visit()
    page.locator("#picture").focus()
    page.keyboard.press("d")
    draw(page, OUTSIDE, (100, 60))
    page.keyboard.press("g")
    draw(page, INSIDE)
    page.wait_for_selector("#used .swatch:nth-child(1)")
    page.wait_for_timeout(300)
    settle(page)
    dot, area = marks(server)
    assert len(dot["points"]) == 1
    xs = [x for outline in area["outlines"] for x, _ in outline]
    assert min(xs) < 3 and 55 < max(xs) < 65, "the dark half alone"
    page.keyboard.press("e")
    draw(page, (110, 40), OUTSIDE)
    settle(page)
    assert marks(server) == [area]


def test_the_picture_without_a_pointer_is_drawn_on_by_keys(visit: Open, server: Server) -> None:
    page = visit()
    page.locator("#picture").focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    settle(page)
    [mark] = marks(server)
    [[x, y]] = mark["points"]
    assert x < WIDTH / 2 and y < HEIGHT / 2


def test_the_wipe_is_dragged_and_moved_by_keys(visit: Open) -> None:
    page = visit()
    choose(page, RED)
    draw(page, OUTSIDE, (100, 50))
    page.keyboard.press("m")
    settle(page)
    page.mouse.move(640, 790)
    assert not is_gray(color_at(page, (75, 20)))
    box = page.locator("#wipe span").bounding_box()
    assert box
    page.mouse.move(box["x"] + 18, box["y"] + 18)
    page.mouse.down()
    page.mouse.move(on_screen(page, (80, 20))[0], box["y"], steps=4)
    page.mouse.up()
    settle(page)
    assert is_gray(color_at(page, (75, 20))), "it is the input's side now"
    place = int(page.get_attribute("#wipe", "aria-valuenow") or 0)
    page.focus("#wipe")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert int(page.get_attribute("#wipe", "aria-valuenow") or 0) == place - 12


def test_the_wheel_zooms_to_the_pointer_and_space_pans(visit: Open, server: Server) -> None:
    page = visit()
    place = on_screen(page, (30, 20))
    page.mouse.move(*place)
    page.mouse.wheel(0, -600)
    page.locator("#picture").focus()
    page.keyboard.press("d")
    page.mouse.click(*place)
    page.keyboard.down(" ")
    page.mouse.down()
    page.mouse.move(place[0] + 50, place[1] + 40)
    page.mouse.up()
    page.keyboard.up(" ")
    page.mouse.click(place[0] + 50, place[1] + 40)
    settle(page)
    for dot in marks(server):
        assert dot["points"][0] == pytest.approx([30, 20], abs=0.3)
    page.keyboard.press("f")
    assert page.inner_text("#zoom") != "100 %"


def test_colors_come_from_palettes_the_picture_and_the_reference(
    visit: Open, server: Server
) -> None:
    page = visit()
    shown = "document.querySelector('.hex').value"
    page.locator("#show .swatch").first.click()
    assert page.evaluate(shown) == page.get_attribute("#show .swatch", "data-color")
    page.locator("#references img").evaluate("(image) => image.decode()")
    page.click("#references img", position={"x": 20, "y": 20})
    assert page.evaluate(shown) == "#6e6e6e"
    choose(page, RED)
    settle(page)
    page.keyboard.down("Alt")
    draw(page, (10, 10))
    page.keyboard.up("Alt")
    assert page.evaluate(shown) == "#6e6e6e"
    page.fill("#new-palette input", "Mine")
    with page.expect_response("**/api/palettes"):
        page.click("#new-palette button")
    page.wait_for_selector("#saved .swatch")
    assert server.ask("GET", "api/project").said["palettes"] == {"Mine": ["#6e6e6e"]}


def test_work_is_there_again_when_the_page_is_opened_again(visit: Open, server: Server) -> None:
    page = visit()
    draw(page, INSIDE, (40, 50))
    page.close()  # at once, before it is saved by itself
    again = visit()
    again.wait_for_selector("#used .swatch")
    assert len(marks(server)) == 1


def test_undo_and_redo_go_on_after_a_reload(visit: Open, server: Server) -> None:
    page = visit()
    for place in (INSIDE, OUTSIDE, (100, 60)):
        draw(page, place, (place[0] + 8, place[1]))
    page.keyboard.press("Control+z")
    page.reload()  # at once, before anything is saved by itself
    page.wait_for_selector("#used .swatch")
    settle(page)
    first, second = marks(server)
    page.locator("#picture").focus()
    page.keyboard.press("Control+Shift+z")
    settle(page)
    assert marks(server)[:2] == [first, second] and len(marks(server)) == 3
    expect(page.locator("#redo")).to_be_disabled()
    for _ in range(3):
        page.keyboard.press("Control+z")
    settle(page)
    assert not marks(server)
    expect(page.locator("#undo")).to_be_disabled()


def test_undo_of_a_page_that_was_drawn_on_elsewhere_begins_anew(
    visit: Open, server: Server
) -> None:
    page = visit()
    draw(page, INSIDE, (40, 50))
    settle(page)
    [mine] = marks(server)
    theirs = {"version": 1, "size": [WIDTH, HEIGHT], "marks": [mine, {**mine, "color": "#00ff00"}]}
    server.ask("PUT", "api/inputs/0/pages/0/hints", theirs)
    page.reload()
    expect(page.locator("#used .swatch")).to_have_count(2)
    expect(page.locator("#undo")).to_be_disabled()


def test_a_damaged_history_in_the_browser_is_forgotten_and_then_kept_anew(visit: Open) -> None:
    page = visit()
    steps = page.evaluate(
        """async () => {
            const { Histories } = await import("./page/history.js");
            const mark = { color: "#ff0000", width: 3, points: [[1, 2]] };
            const red = { ...mark, color: "red" };
            const [index, name] = ["chromacel-history", "chromacel-history damaged 0 0"];
            const damages = [
                () => "{", () => "null", () => "{}",
                (said) => JSON.stringify({ ...said, past: [[9]] }),
                (said) => JSON.stringify({ ...said, marks: [...said.marks, 7], past: [[1]] }),
                (said) => JSON.stringify({ ...said, marks: [...said.marks, red], past: [[1]] }),
            ];
            const stepsOf = () => new Histories("damaged").of("0 0", [mark]).past.length;
            const steps = [];
            for (const damage of damages) {
                for (const text of ["{", "null", '{"a": 1}', "7"]) {
                    localStorage.setItem(index, text);
                    const histories = new Histories("damaged");
                    histories.of("0 0", [mark]).past.push([]);
                    histories.noteChange("0 0");
                    histories.keep();
                    steps.push(stepsOf());
                }
                localStorage.setItem(name, damage(JSON.parse(localStorage.getItem(name))));
                steps.push(stepsOf());
            }
            return steps;
        }"""
    )
    assert steps == [1, 2, 3, 4, 0] * 6


def test_a_page_that_the_server_refuses_keeps_no_other_from_being_saved(
    browser: Browser, server: Server
) -> None:
    """What a browser kept unsent, and of a page that has another size now, or damaged."""
    context = new_context(browser, **DESK)
    page = context.new_page()
    page.goto(server.address)
    page.wait_for_selector("body.ready")
    key = server.ask("GET", "api/project").said["key"]
    marked = [{"color": "#ff0000", "width": 3, "points": [[1, 1]]}]
    unsent = {"input": 1, "page": 2, "hints": {"version": 1, "size": [64, 64], "marks": marked}}
    for number, said in ((2, unsent), (3, None), (1, {"hints": {"marks": [7], "size": [1, 1]}})):
        page.evaluate(
            "([name, text]) => localStorage.setItem(name, text)",
            [f"chromacel {key} 1 {number}", json.dumps(said)],
        )
    page.reload()
    expect(page.locator("#notice")).to_contain_text("not for this page")
    draw(page, INSIDE, (40, 50))
    for _ in range(100):
        if marks(server):
            break
        page.wait_for_timeout(100)
    assert len(marks(server)) == 1 and not marks(server, 2, of=1)
    context.close()


def test_what_undo_keeps_in_the_browser_is_bounded(visit: Open) -> None:
    """Of steps and pages, and of characters, which a long stroke has many of."""
    page = visit()
    sizes = page.evaluate(
        """async () => {
            const { Histories } = await import("./page/history.js");
            const stroke = (points) => ({ color: "#ff0000", width: 3, points });
            const histories = new Histories("bounded");
            const long = Array.from({ length: 2000 }, (_, at) => [at + 0.1, at + 0.2]);
            for (let at = 0; at < 30; at += 1) {
                const history = histories.of(`0 ${at}`, []);
                for (let step = 0; step < 150; step += 1) {
                    history.past.push(history.now);
                    history.now = [...history.now, stroke(at % 2 ? long : [[step, at]])];
                }
                histories.noteChange(`0 ${at}`);
                histories.keep();
            }
            const kept = Object.entries(localStorage).filter(([key]) => key.includes(" bounded "));
            return kept.map(([, text]) => [text.length, JSON.parse(text).past.length]);
        }"""
    )
    assert len(sizes) <= 10 and max(length for length, _ in sizes) <= 200_000
    assert max(steps for _, steps in sizes) == 100


@pytest.mark.long
def test_work_stays_in_the_browser_while_the_server_is_gone(
    browser: Browser, tmp_path: Path
) -> None:
    halves(110).save(tmp_path / "halves.png")
    context = new_context(browser, **DESK)
    page = context.new_page()
    with Server("halves.png", folder=tmp_path) as server:
        page.goto(server.address)
        page.wait_for_selector("body.ready")
        settle(page)
    draw(page, INSIDE, (40, 50))
    page.wait_for_selector("#offline:visible")
    assert "kept in this browser" in page.inner_text("#offline")
    expect(page.locator("#saved-mark")).to_have_text("Not saved yet")
    with Server("--project", "halves.studio", folder=tmp_path) as back:
        other = context.new_page()
        other.goto(back.address)
        other.wait_for_selector("#used .swatch")
        settle(other)
        assert len(marks(back)) == 1
    context.close()


@pytest.mark.long
def test_a_server_that_does_not_answer_at_once_is_asked_again(
    browser: Browser, server: Server
) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.route("**/api/project", lambda route: route.abort(), times=1)
    page.goto(server.address)
    page.wait_for_selector("#notice:visible")
    page.wait_for_selector("body.ready")
    assert page.is_hidden("#notice")
    context.close()


def test_pages_of_a_comic_are_turned_each_with_its_marks(visit: Open, server: Server) -> None:
    page = visit()
    page.select_option("#input", "1")
    page.wait_for_selector("#pages:visible")
    page.locator("#picture").focus()
    page.keyboard.press("d")
    page.keyboard.press(".")
    expect(page.locator(".number")).to_have_value("2")
    draw(page, INSIDE)
    settle(page)
    page.fill("#pages .number", "4")
    page.keyboard.press("Enter")
    expect(page.locator("#used .swatch")).to_have_count(0)
    assert [len(marks(server, number, of=1)) for number in range(4)] == [0, 1, 0, 0]
    page.locator("#picture").focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    page.wait_for_selector("#used .swatch")
    page.keyboard.press("Control+z")
    settle(page)
    assert not marks(server, 1, of=1), "its own history"


def test_keyframes_are_proposed_mended_accepted_and_skipped(visit: Open, server: Server) -> None:
    page = visit()
    page.select_option("#input", "1")
    expect(page.locator("#count")).to_have_value("4")  # as many pages as there are
    page.fill("#count", "3")
    page.click("#propose button")
    expect(page.locator(".frame")).to_have_count(3)
    first, second, third = server.ask("GET", "api/inputs/1/proposals").said["pages"]
    number = page.locator("#pages .number")
    expect(number).to_have_value(str(first + 1))
    page.locator("#picture").focus()
    choose(page, RED)
    draw(page, (20, 40), (40, 50))
    settle(page)
    page.keyboard.press("a")
    expect(number).to_have_value(str(second + 1))
    page.keyboard.press("s")
    expect(number).to_have_value(str(third + 1))
    expect(page.locator(".frame.accepted")).to_have_count(1)
    expect(page.locator(".frame.skipped")).to_have_count(1)
    assert server.ask("GET", "api/inputs/1/keyframes").said["pages"] == [first]
    accepted = server.ask("GET", f"api/inputs/1/keyframes/{first}?side=160").picture
    assert np.ptp(accepted, axis=-1).max() > 50, "in the color of the stroke"
    [shown] = page.locator(".frame.accepted img").all()
    assert f"/keyframes/{first}?" in (shown.get_attribute("src") or "")
    assert server.ask("GET", f"api/inputs/1/keyframes/{second}?side=160").status == 404
    page.locator(".frame.accepted").click()
    page.click("#queue .drop")
    expect(page.locator(".frame.accepted")).to_have_count(0)
    assert not server.ask("GET", "api/inputs/1/keyframes").said["pages"]


def test_a_page_on_its_way_is_said_and_accepted_once(visit: Open, server: Server) -> None:
    page = visit()
    page.select_option("#input", "1")
    page.locator("#picture").focus()
    choose(page, RED)
    draw(page, (20, 40), (40, 50))
    settle(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/keyframes/0", hold)
    page.keyboard.press("a")
    expect(page.locator(".accept")).to_have_text("Accepting…")
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".frame.accepted")).to_have_count(1)
    expect(page.locator(".accept")).not_to_have_text("Accepting…")
    page.unroute("**/keyframes/0")
    page.locator(".frame.accepted").click()
    page.click("#queue .drop")
    expect(page.locator(".frame.accepted")).to_have_count(0)


def test_a_page_that_is_still_opening_is_the_one_that_is_accepted(
    visit: Open, server: Server
) -> None:
    page = visit()
    page.select_option("#input", "1")
    settle(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/pages/1/hints", hold)
    with page.expect_request("**/pages/1/hints"):
        page.click("#pages .after")
    page.click("#queue .accept")
    expect(page.locator(".accept")).to_have_text("Accepting…")
    held[0].continue_()
    expect(page.locator(".frame.accepted")).to_have_count(1)
    assert server.ask("GET", "api/inputs/1/keyframes").said["pages"] == [1]
    page.unroute("**/pages/1/hints")
    page.locator(".frame.accepted").click()
    page.click("#queue .drop")
    expect(page.locator(".frame.accepted")).to_have_count(0)


def test_models_adapted_anew_are_adapted_to_the_references_again(
    visit: Open, server: Server
) -> None:
    """Stood in for by answers of our own: no model is trained."""
    accepted = "api/inputs/1/keyframes/0"
    assert server.ask("PUT", accepted, {"method": "automatic", "marks": []}).said["saved"]
    usual = server.ask("GET", "api/project").said
    asked: list[object] = []

    def project(route: Route) -> None:
        uses = not any(job == "adapt" for job, _ in asked)
        route.fulfill(json={**usual, "uses_references": uses})

    def job(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if route.request.method == "POST":
            asked.append((name, route.request.post_data_json))
        route.fulfill(json={"state": "done", "share": 1, "said": ""})

    def prepare(page: Page) -> None:
        page.route("**/api/project", project)
        page.route("**/api/adapt*", job)

    page = visit(prepare=prepare)
    page.select_option("#input", "1")
    with page.expect_response(lambda said: said.request.method == "POST" and "to-ref" in said.url):
        page.click("#queue .start")
    expect(page.locator("#adapt-to-references .start")).to_be_visible()
    assert asked == [("adapt", {}), ("adapt-to-references", {"wanted": True})]
    assert server.ask("DELETE", accepted).said["removed"]


@pytest.mark.long
def test_an_export_tells_its_command(visit: Open) -> None:
    page = visit()
    page.locator("#picture").focus()
    page.keyboard.press("Control+e")
    page.click("#export-dialog .start")
    expect(page.locator("#export-dialog .command code")).to_contain_text("chromacel color")
    expect(page.locator("#export-dialog .said")).to_have_text("Done.", timeout=60_000)
    assert {file.name for file in Path(page.inner_text(".folder").split(" in ")[1]).iterdir()} >= {
        "comic.zip",
        "halves.png",
    }


def test_an_export_from_a_page_without_marks_keeps_those_of_others(
    visit: Open, server: Server
) -> None:
    page = visit()
    page.select_option("#input", label="comic.zip")
    settle(page)
    draw(page, INSIDE, (40, 50))
    settle(page)
    page.keyboard.press(".")
    settle(page)
    assert not page.locator("#used .swatch").count()
    page.keyboard.press("Control+e")
    assert page.input_value("#by") == "yatziv"


def test_every_key_is_listed_and_every_control_has_a_name(visit: Open) -> None:
    page = visit()
    page.locator("#picture").focus()
    page.keyboard.press("?")
    page.wait_for_selector("#keys-dialog[open]")
    assert page.locator("#keys-dialog kbd").count() > 30
    ways = page.inner_text("#keys-dialog section:last-child")
    assert "Nearest stroke – Yatziv and Sapiro\nEach place takes the colors" in ways
    page.keyboard.press("Escape")
    for key, tool in zip(
        "bdgeih", ("brush", "dot", "fill", "eraser", "eyedropper", "hand"), strict=True
    ):
        page.keyboard.press(key)
        assert page.get_attribute(f"[data-tool={tool}]", "aria-pressed") == "true"
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input")].filter((one) =>
            !(one.ariaLabel || one.labels?.length || one.textContent.trim()))
            .map((one) => one.outerHTML)"""
    )
    assert not nameless


def test_a_phone_draws_with_a_finger_and_never_scrolls_sideways(
    visit: Open, server: Server
) -> None:
    page = visit(**PHONE)
    for sheet in ("", "[data-sheet-of=color]"):
        if sheet:
            page.tap(sheet)
            page.wait_for_selector("#panel:visible")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        for button in page.locator("#tools button:visible, #top button:visible").all():
            box = button.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.tap("[data-sheet-of=color]")
    page.touchscreen.tap(*on_screen(page, INSIDE))
    settle(page)
    [mark] = marks(server)
    assert mark["points"][0] == pytest.approx(list(INSIDE), abs=1)


def test_a_tap_that_closes_a_sheet_draws_nothing(visit: Open, server: Server) -> None:
    page = visit(**PHONE)
    page.select_option("#input", "1")
    settle(page)
    page.tap("[data-sheet-of=queue]")
    page.wait_for_selector("#panel:visible")
    page.touchscreen.tap(*on_screen(page, INSIDE))
    page.wait_for_selector("#panel", state="hidden")
    settle(page)
    assert not marks(server, of=1)


def test_a_mark_beside_the_picture_is_none(visit: Open, server: Server) -> None:
    page = visit()
    draw(page, (45, -4), (50, -4))
    settle(page)
    assert not marks(server)
    draw(page, (45, -4), (45, 40))
    settle(page)
    assert len(marks(server)) == 1, "one that leads into it is"


def test_two_fingers_zoom_and_draw_nothing(visit: Open, server: Server) -> None:
    page = visit(**PHONE)
    before = page.inner_text("#zoom", timeout=1000) if page.is_visible("#zoom") else ""
    session = page.context.new_cdp_session(page)
    x, y = on_screen(page, (60, 40))

    def touch(kind: str, *apart: int) -> None:
        points = [{"x": x + way, "y": y, "id": at} for at, way in enumerate(apart)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -20)
    touch("touchStart", -20, 20)
    touch("touchMove", -60, 60)
    touch("touchEnd")
    settle(page)
    assert not marks(server)
    zoom = page.evaluate("document.querySelector('#zoom').textContent")
    assert int(re.sub(r"\D", "", zoom)) > 1.5 * 390 * 2 / WIDTH * 100 and zoom != before


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_text_stands_out_in_dark_and_light(visit: Open, scheme: str) -> None:
    page = visit(**DESK, color_scheme=scheme)
    ratios = page.evaluate(
        """() => {
            const luminance = (color) => {
                const linear = (part) =>
                    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
                const parts = color.match(/[\\d.]+/g).slice(0, 3);
                const [r, g, b] = parts.map((part) => linear(part / 255));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const behind = (one) => {
                const color = getComputedStyle(one).backgroundColor;
                const isClear = /, 0\\)$/.test(color) && one.parentElement;
                return isClear ? behind(one.parentElement) : color;
            };
            const names = "#saved-mark, #zoom, h3, #export, #width-value, nav [aria-pressed=true]";
            return [...document.querySelectorAll(names)].map((one) => {
                const [a, b] = [getComputedStyle(one).color, behind(one)].map(luminance);
                return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            });
        }"""
    )
    assert min(ratios) >= 4.5
