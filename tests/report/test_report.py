"""The report, in a real browser: what it shows, how it is used, and that it needs nothing else."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from chromacel.dataset.episode_files import append, create_frames
from chromacel.dataset.left_out import LeftOut
from chromacel.errors import InputError
from chromacel.evaluation.hint_tables import COLUMNS as HINT_COLUMNS
from chromacel.evaluation.labels import FAILURES, METRICS
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.evaluation.shot_summary import COLUMNS
from chromacel.figures.film import write_film
from chromacel.figures.grids import message
from chromacel.files.csv_rows import csv_text
from chromacel.files.hdf5 import created_h5
from chromacel.report.frames import chosen_frames
from chromacel.report.summary import ReportFacts, training_summary
from chromium import chromium, new_context
from conftest import Stage

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&ポケモン"
SIZE = (18, 32)
FRAMES = 12


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the report is made from, faked: two models, two episodes of six test frames."""
    folder = tmp_path_factory.mktemp("results")
    rng = np.random.default_rng(0)
    episodes = [HOSTILE, "plain"] * (FRAMES // 2)
    index = [50 * place for place in range(FRAMES)]
    origins = pd.DataFrame({"episode": episodes, "index": index})
    with created_h5(folder / "test-0.h5") as file:
        file["episode"], file["index"] = episodes, index
        file["time"] = np.arange(FRAMES) * 2.0
        file.create_dataset("provenance", data=[], dtype=h5py.string_dtype())
        for name, channels in (("rgb", (3,)), ("gray", ()), ("edge", ())):
            pictures = rng.integers(0, 256, (FRAMES, *SIZE, *channels), np.uint8)
            append(create_frames(file, name, (0, *pictures.shape[1:])), pictures)
    for model in ("convnet", "gan"):
        with created_h5(folder / f"{model}.h5") as file:
            pictures = rng.integers(0, 256, (FRAMES, *SIZE, 3), np.uint8)
            append(create_frames(file, "rgb", (0, *SIZE, 3)), pictures)
            file["episode"], file["index"] = episodes, index
            file.attrs.update({"model": model, "condition": "gray", "seed": 1})
        table = origins.assign(l1=rng.uniform(10, 20, FRAMES))
        table.to_csv(folder / f"{model}.csv", index=False)
    origins.assign(by="frame", distance=3.25, twin=[True, False] * 6, identical=False).to_csv(
        folder / "leakage.csv", index=False
    )
    failures = [("worst", 0), ("worst", 1), ("caption", 4), ("near_black", 6)]
    pd.DataFrame(
        [{"kind": kind, **origins.iloc[place].to_dict(), "score": 1} for kind, place in failures]
    ).to_csv(folder / "failures.csv", index=False)
    row = dict.fromkeys([f"{name}{end}" for name in METRICS for end in ("", "_low", "_high")], 1.5)
    methods = [("gray", "convnet", 1), ("gray", "gan", 1), ("gray", "condition", 0)]
    pd.DataFrame(
        [
            {"condition": condition, "method": method, "seeds": seeds, "frames": 12, **row}
            | {
                "over": "scenes",
                "groups": 8,
                "paper_l1": 19.19 if seeds else None,
                "paper_l2": None,
            }
            for condition, method, seeds in methods
        ]
    ).to_csv(folder / "table.csv", index=False)
    pd.DataFrame(
        [("GANs win", "yes", "So it is."), ("Edges win", "in part", "1 of 2.")],
        columns=["finding", "holds", "sentence"],
    ).to_csv(folder / "findings.csv", index=False)
    pd.DataFrame(
        [
            ("undertrained", "ConvNet from grayscale", "it fell by 30 %"),
            ("behind the input", "ConvNet from grayscale", "L1 <b>9"),
        ],
        columns=["sign", "model", "sentence"],
    ).to_csv(folder / "warnings.csv", index=False)
    rest = pd.DataFrame({"split": ["training"] * 80 + ["validation"] * 10})
    rest = rest.assign(episode="plain", index=range(1, 91), shard=0, row=0)
    test = origins.assign(split="test", shard=0, row=range(FRAMES))
    pd.concat([rest, test]).to_csv(folder / "split.csv", index=False)
    bad = [LeftOut("bad", "bad <b>", "bad.mp4 is damaged: replace it.")]
    (folder / "left-out.csv").write_text(csv_text(LeftOut, bad), encoding="utf-8")
    for name in ("dataset", "comparison/gray", "failures/caption", "samples/gan/gray"):
        path = folder / "figures" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (200, 900, 3), np.uint8)).save(path)
    message(folder / "figures/failures/near_black.png", "A title", "There are none.")
    shots = [
        {"condition": "gray", "model": model, "method": "alone", "shots": 2, "frames": 48}
        | dict.fromkeys(COLUMNS, 1.25)
        for model in ("convnet", "gan")
    ]
    pd.DataFrame(shots).assign(recurrence=np.nan).to_csv(folder / "shots.csv", index=False)
    hints = [
        {"condition": "gray", "method": method, "marks": "stroke", "frames": 2, "seeds": 0}
        | dict.fromkeys(HINT_COLUMNS, 12.345)
        for method in ("fill", "levin")
    ]
    pd.DataFrame(hints).to_csv(folder / "hints.csv", index=False)
    Image.new("RGB", (90, 60)).save(folder / "figures/hints.png")
    frames = rng.integers(0, 256, (6, *SIZE, 3), np.uint8)
    write_film(folder / "figures/film.mp4", [{"Truth": frames}], 24)
    return folder


FACTS = {
    **{
        "--demo": ["False"],
        "--episodes": [3],
        "--comics": [0],
        "--stride": [50],
        "--picture-stride": [1],
    },
    **{"--epochs": [20], "--batch-size": [64], "--width": [1], "--trainings": [3]},
}
Write = Callable[..., Path]


@pytest.fixture
def write(results: Path, stage: Stage, tmp_path: Path) -> Write:
    """Writes the report as its rule does, of some other folder where given, and returns it, or
    expects this sentence instead."""

    def call(folder: Path = results, error: str = "", is_forked: bool = True) -> Path:
        report, lists = tmp_path / "a report.html", [tmp_path / "shots", tmp_path / "hints"]
        for each in lists:
            paths = folder.glob(f"{each.name}.csv")
            each.write_bytes(b"".join(bytes(path) + b"\0" for path in paths))
        arguments = {
            "--frames": [10],
            "--by": ["frame"],
            **FACTS,
            "--test": [folder / "test-0.h5"],
            "--metrics": [folder / "convnet.csv", folder / "gan.csv"],
            "--colored": [folder / "convnet.h5", folder / "gan.h5"],
            **{f"--{each.name}": [each] for each in lists},
            "--figures": sorted([*folder.rglob("*.png"), *folder.rglob("*.mp4")]),
            **{
                f"--{name}": [folder / f"{name}.csv"]
                for name in (
                    *("table", "findings", "warnings", "failures", "leakage", "left-out", "split"),
                )
            },
        }
        words = [word for name, values in arguments.items() for word in (name, *values)]
        done = stage("write_report", report, *words, is_forked=is_forked)
        if error:
            assert done.returncode == 1
            assert done.stderr.startswith(f"Error: {folder}/{error}"), done.stderr
            assert done.stderr.count("\n") == 1
            assert not report.exists()
        else:
            assert done.returncode == 0, done.stderr
        return report

    return call


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, write: Write) -> Iterator[Page]:
    """The report, opened from the file system; nothing may be asked of a network or complained."""
    context = new_context(browser, viewport={"width": 1280, "height": 900}, has_touch=True)
    page = context.new_page()
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    report = write()
    page.goto(report.as_uri())
    yield page
    foreign = [text for text in said if not text.startswith(("data:", report.as_uri()))]
    context.close()
    assert not foreign


def test_every_picture_loads_in_every_choice_of_the_viewer(page: Page) -> None:
    keys = page.eval_on_selector_all("#first option", "all => all.map((one) => one.value)")
    assert keys == ["gray", "edge", "convnet-gray", "gan-gray", "truth"]
    for key in keys:
        page.select_option("#first", key)
        page.wait_for_function("[...document.images].every((one) => one.naturalWidth > 0)")
    assert page.locator("figure img").count() == 5
    words = page.eval_on_selector_all("img", "all => all.map((one) => one.alt)")
    assert min(map(len, words)) > 5
    assert len(words) == len({*words})


def edge(page: Page) -> float:
    """Where the second picture begins, in percent of the width."""
    shape = page.eval_on_selector("#right", "one => getComputedStyle(one).clipPath")
    return float(re.findall(r"([\d.]+)%", shape)[-1])


def test_the_wipe_follows_mouse_touch_and_keys(page: Page) -> None:
    stage = page.locator("#stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box
    assert edge(page) == 50
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 20)
    assert edge(page) == 50  # no button is held
    page.mouse.down()
    assert edge(page) == pytest.approx(25, abs=1)
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 20)
    page.mouse.up()
    assert edge(page) == pytest.approx(80, abs=1)
    page.touchscreen.tap(box["x"] + 0.1 * box["width"], box["y"] + 20)
    assert edge(page) == pytest.approx(10, abs=1)
    drag(page, [(box["x"] + share * box["width"], box["y"] + 20) for share in (0.1, 0.3, 0.6)])
    assert edge(page) == pytest.approx(60, abs=1)
    drag(page, [(box["x"] + share * box["width"], box["y"] + 20) for share in (0.6, 0.3, 0.1)])
    page.focus("#wipe")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert edge(page) == pytest.approx(12, abs=1)
    page.keyboard.press("Home")
    assert edge(page) == 0
    spoken = page.eval_on_selector("#wipe", "one => one.ariaValueText")
    assert spoken == "0 % input: grayscale, the rest ConvNet from grayscale"


def drag(page: Page, places: list[tuple[float, float]]) -> None:
    """One finger along these places; Playwright itself can only tap."""
    session = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(places):
        kind = "touchMove" if number else "touchStart"
        points = [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_arrow_keys_walk_through_the_frames(page: Page) -> None:
    page.focus("#frame")
    before = page.inner_text("#facts")
    page.keyboard.press("ArrowDown")
    after = page.inner_text("#facts")
    assert after != before
    assert page.input_value("#frame") == "1"
    page.click("#earlier")
    assert page.inner_text("#facts") == before
    page.focus("#later")
    page.keyboard.press("Enter")
    assert page.inner_text("#facts") == after


def test_frames_are_filtered_by_episode_and_by_failure(page: Page) -> None:
    assert page.inner_text("#count") == "10 of 10 frames"
    page.select_option("#kind", "worst")
    assert page.inner_text("#count") == "2 of 10 frames"
    beginning = f"\u2068{HOSTILE}\u2069, frame 0. L1: ConvNet from grayscale "
    assert page.inner_text("#facts").startswith(beginning)
    assert "thumbnails differ by 3.2. A near-duplicate is in training." in page.inner_text("#facts")
    assert FAILURES["worst"] in page.inner_text("#facts")
    page.click("#later")
    assert page.inner_text("#facts").startswith("\u2068plain\u2069, frame 50.")
    page.click("#later")
    assert page.inner_text("#facts").startswith(f"\u2068{HOSTILE}\u2069")
    page.select_option("#episode", "plain")
    assert page.inner_text("#count") == "1 of 10 frames"
    page.select_option("#kind", "caption")
    assert page.inner_text("#facts") == "No frame is of this episode and this kind."
    assert not page.is_visible("#stage")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_everything_is_reached_and_named_without_a_mouse(page: Page) -> None:
    """Each control has a label, headings are in order, and text stands out from its ground."""
    assert page.evaluate(
        "[...document.querySelectorAll('select, input, button')].every("
        "(one) => one.labels?.length || one.ariaLabel || one.textContent)"
    )
    levels = page.eval_on_selector_all("h1, h2, h3", "all => all.map((one) => +one.tagName[1])")
    steps = np.diff(levels)
    assert levels.count(1) == 1
    assert steps.max() <= 1
    seen = page.evaluate(
        """() => [...document.querySelectorAll('p, td, th, li, dt, dd, label, a, span, figcaption')]
        .map((one) => {
          let ground = one;
          while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)'
                 && ground.parentElement) ground = ground.parentElement;
          return [getComputedStyle(one).color, getComputedStyle(ground).backgroundColor];
        })"""
    )
    pairs = {tuple(pair) for pair in seen}
    assert len(pairs) > 4
    for ink, ground in pairs:
        assert contrast(ink, ground) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio of two colors, `rgb(r, g, b)`."""
    light = []
    for color in (one, other):
        values = np.array([int(value) for value in re.findall(r"\d+", color)[:3]]) / 255
        linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
        light.append(float(linear @ [0.2126, 0.7152, 0.0722]))
    return (max(light) + 0.05) / (min(light) + 0.05)


def test_the_table_and_the_findings_are_there(page: Page) -> None:
    text = page.inner_text("main")
    for words in (
        "ConvNet",
        "baseline: the input itself, as gray",
        "19.19",
        "GANs win.",
        "in part",
    ):
        assert words in text
    assert "ConvNet and GAN, from grayscale, learned on 80 frames of 2 episodes of your show:" in (
        page.inner_text("header")
    )
    assert (
        "1 of 3 episodes is left out of the dataset: bad.mp4 is damaged: replace it."
        in page.inner_text("header")
    )
    assert page.locator("tr.baseline").count() == 3


def test_captions_call_models_as_the_table_does_and_name_no_markup(page: Page) -> None:
    words = "\n".join(page.locator("figcaption").all_inner_texts())
    assert "colored by GAN from grayscale" in words
    assert "colored from grayscale by each model" in words
    assert "`" not in page.inner_text("main")
    assert "boxes mark" not in words  # captions have none


def test_whole_shots_have_a_row_for_each_model_and_a_film_that_plays(page: Page) -> None:
    rows = page.get_by_role("region", name="Whole shots").locator("tbody tr")
    assert [row.split("\t")[:4] for row in rows.all_inner_texts()] == [
        ["grayscale", model, "each frame alone", "1.25 ×"] for model in ("ConvNet", "GAN")
    ]
    film = page.locator("video")
    film.evaluate("film => film.play()")
    assert film.evaluate("film => [film.videoWidth, film.paused, film.autoplay]") == [
        32,
        False,
        False,
    ]
    page.wait_for_function("document.querySelector('video').currentTime > 0")


def test_hints_have_a_table_of_their_own(page: Page) -> None:
    rows = page.get_by_role("region", name="Colors with hints").locator("tbody tr")
    assert [row.split("\t")[:3] for row in rows.all_inner_texts()] == [
        ["grayscale", "baseline: regions filled", "12.35"],
        ["grayscale", "Levin et al.", "12.35"],
    ]
    words = page.inner_text("main")
    assert "2 test frames, each colored with hints in its true colors" in words


def test_a_report_without_shots_and_hints_has_no_word_of_them(
    results: Path, write: Write, tmp_path: Path
) -> None:
    folder = tmp_path / "without"
    shutil.copytree(results, folder)
    for name in ("shots.csv", "figures/film.mp4", "hints.csv", "figures/hints.png"):
        (folder / name).unlink()
    text = write(folder).read_text()
    assert "Whole shots" not in text
    assert "Colors with hints" not in text


def test_a_figure_that_only_says_something_is_text(page: Page) -> None:
    [text] = [one for one in page.locator("p").all_inner_texts() if "There are none." in one]
    assert text.startswith("Figure 14. Frames whose mean luma is below 24 of 255.")


def test_what_speaks_against_the_models_stands_above_all_else(page: Page) -> None:
    banner = page.locator("section.warning")
    words = banner.inner_text()
    assert (
        "ConvNet from grayscale is undertrained (it fell by 30 %) and is behind the input" in words
    )
    assert "(L1 <b>9)." in words
    assert "Findings that its training cannot decide are open." in words
    assert (banner.bounding_box() or {})["y"] < (page.locator("#table").bounding_box() or {})["y"]


def test_models_that_are_trained_have_no_banner(
    results: Path, tmp_path: Path, browser: Browser, write: Write
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    shutil.rmtree(folder / ".checksums")
    (folder / "warnings.csv").write_text("sign,model,sentence\n")
    page = browser.new_page()
    page.goto(write(folder).as_uri())
    assert page.locator("section.warning").count() == 0
    page.close()


def test_two_runs_give_the_same_bytes(write: Write) -> None:
    """Of processes whose sets have other orders."""
    first = write().read_bytes()
    assert write(is_forked=False).read_bytes() == first


def test_failures_are_shown_first_and_the_rest_is_spread() -> None:
    origins = pd.DataFrame({"episode": "a", "index": range(100)})
    failures = pd.DataFrame(
        [("worst", 7), ("worst", 8), ("worst", 9), ("flat", 50), ("caption", 7)],
        columns=["kind", "index"],
    ).assign(episode="a")
    chosen = chosen_frames(origins, failures, 8)
    assert len(chosen) == len(set(chosen)) == 8
    assert {7, 8, 50} <= set(chosen)
    assert {0, 99} <= set(chosen)
    assert chosen_frames(origins, failures, 500) == list(range(100))


def test_pictures_of_another_split_are_refused(results: Path, tmp_path: Path) -> None:
    origins = pd.DataFrame({"episode": "other", "index": range(FRAMES)})
    with pytest.raises(InputError, match=r"gan\.h5 holds other frames than the test shards"):
        open_predictions(results / "gan.h5", origins)


@pytest.mark.parametrize("name", ["failures.csv", "leakage.csv", "gan.csv", "test-0.h5"])
def test_a_file_of_another_split_is_one_sentence(
    results: Path, tmp_path: Path, write: Write, name: str
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    shutil.rmtree(folder / ".checksums")  # as if the other file came from another project
    if name == "test-0.h5":
        with h5py.File(folder / name, "a") as file:
            file["index"][:] += 1
        write(folder, "test-0.h5 does not hold the frames that")
    else:
        table = pd.read_csv(folder / name)
        table.loc[1, "index"] += 1
        table.to_csv(folder / name, index=False)
        write(folder, f"{name} holds other frames than the test shards: delete it")


@pytest.mark.parametrize("name", ["table.csv", "gan.h5", "figures/dataset.png"])
def test_a_damaged_file_is_one_sentence(
    results: Path, tmp_path: Path, write: Write, name: str
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:40])
    write(folder, f"{name} is truncated or damaged")


def test_data_in_the_page_is_json_that_closes_no_script(write: Write) -> None:
    text = write().read_text()
    data = re.search(r'id="data">(.*?)</script>', text, re.S)
    assert data
    names = {frame["episode"] for frame in json.loads(data[1])["frames"]}
    assert names == {HOSTILE, "plain"}
    assert "<img src=x" not in text


@pytest.mark.parametrize(
    ("comics", "stride", "picture_stride", "said"),
    [
        (0, 1, 3, "every frame"),
        (0, 50, 1, "one frame in every 50"),
        (3, 50, 1, "every picture"),
        (3, 50, 2, "one picture in every 2"),
        (1, 50, 1, "one frame in every 50 of the videos and every picture of the comics"),
    ],
)
def test_the_summary_says_how_videos_and_comics_are_sampled(
    comics: int, stride: int, picture_stride: int, said: str
) -> None:
    facts = ReportFacts(False, 3, comics, stride, picture_stride, 1, 4, 1, 1)
    frames = {"training": 8, "validation": 1, "test": 1}
    assert f"of your show: {said}, at 320" in training_summary(facts, frames, (180, 320), [], [])
