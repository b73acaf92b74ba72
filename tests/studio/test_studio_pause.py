"""A video in the studio's page, in a real browser: paused, it stays as it has played."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from chromium import chromium, new_context
from recoloring_clips import make
from studio_server import Server, write_hinted_weights, write_weights

SIZE = [64, 36]
RED = {"color": "#e02020", "width": 16, "points": [[10, 18], [54, 18]]}


@pytest.mark.long
def test_a_pause_shows_what_has_played_and_accepts_nothing_of_other_frames(tmp_path: Path) -> None:
    still = ("-f", "lavfi", "-i", "color=gray:s=64x36:r=24:d=20")
    make(tmp_path / "v.mkv", *still, "-pix_fmt", "yuv444p")
    write_weights(tmp_path / "a.safetensors")
    write_hinted_weights(tmp_path / "h.safetensors")
    words = ("v.mkv", "--weights", "a.safetensors", "--hinted", "h.safetensors")
    with Server(*words, folder=tmp_path) as server, chromium() as browser:
        said = {"version": 1, "size": SIZE, "marks": [RED]}
        assert server.ask("PUT", "api/inputs/0/pages/0/hints", said).status < 300
        page = new_context(browser).new_page()
        page.goto(server.address)
        page.wait_for_selector("body.ready")
        page.locator("#picture").focus()
        layer, number = page.locator("#right"), page.locator("#pages .number")
        page.keyboard.press("p")
        expect(number).not_to_have_value("1", timeout=60_000)
        page.keyboard.press("p")
        expect(layer).to_have_value("colored")
        page.wait_for_selector("#status[data-is-busy=false]", state="attached")
        page.keyboard.press("a")
        expect(layer).to_have_value("hinted")
        expect(page.locator("#notice")).to_contain_text("By itself")
        assert not server.ask("GET", "api/inputs/0/keyframes").said["pages"]
        page.keyboard.press("p")
        page.wait_for_timeout(500)
        page.locator("#picture").click()  # a tap pauses, too
        expect(layer).to_have_value("colored")
        page.keyboard.press(".")
        expect(layer).to_have_value("hinted")
