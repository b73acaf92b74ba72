"""The workflow's own promises, by running it on a tiny config."""

import base64
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import psutil
import pytest
import torch

from chromacel.dataset.shards import open_split
from chromacel.evaluation.tables import distance_rows, other_rows
from chromacel.files.checksums import FOLDER
from chromacel.files.csv_tables import read_table
from chromacel.files.names import file_name, slug
from chromacel.jobs.lifetime import ENDED, HERE, STARTED_ON
from chromacel.report.frames import figure_says
from conftest import ROOT, Plan, Workflow, with_damage

EDGES_ON = {
    "detect_edges",
    "downsample_frames",
    "write_shard",
    "train_model",
    "evaluate_model",
    "evaluate_baselines",
    "check_findings",
    "tabulate_metrics",
    "find_failures",
    "plot_dataset",
    "plot_losses",
    "plot_convergence",
    "plot_comparison",
    "plot_samples",
    "plot_failures",
    "plot_leakage",
    "plot_errors",
    "write_report",
    "describe_dataset",
    "color_pictures",
    "plot_unseen",
    "take_shots",
    "color_shots",
    "measure_shots",
    "plot_shots",
}
TRAINING_ON = EDGES_ON - {
    "take_shots",
    "detect_edges",
    "downsample_frames",
    "write_shard",
    "evaluate_baselines",
    "plot_dataset",
    "describe_dataset",
}
EVALUATION_ON = {
    *(TRAINING_ON - {"train_model", "plot_losses", "plot_convergence"}),
    "evaluate_baselines",
} - {"color_pictures", "plot_unseen", "color_shots", "measure_shots", "plot_shots"}
FIGURES = {rule for rule in EDGES_ON if rule.startswith("plot_")} | {"plot_architecture"}


def test_the_table_has_four_models_and_the_baselines(finished_workflow: Workflow) -> None:
    table = pd.read_csv(finished_workflow.folder / "results/table.csv", keep_default_na=False)
    assert list(zip(table["condition"], table["method"], strict=True)) == [
        ("gray", "convnet"),
        ("gray", "gan"),
        ("gray", "condition"),
        ("gray", "level_color"),
        ("gray", "hand_made"),
        ("gray", "nearest"),
        ("edge", "convnet"),
        ("edge", "gan"),
        ("edge", "condition"),
        ("edge", "level_color"),
        ("edge", "nearest"),
        ("none", "mean_color"),
        ("none", "mean_picture"),
    ]
    assert table["frames"].nunique() == 1


def test_the_table_as_a_page_has_the_numbers_of_the_table_as_csv(
    finished_workflow: Workflow,
) -> None:
    """Rounded once."""
    page = (finished_workflow.folder / "results/table.md").read_text()
    table = read_table(finished_workflow.folder / "results/table.csv")
    for rows in (distance_rows(table), other_rows(table)):
        assert all(f"| {' | '.join(row)} |\n" in page for row in rows)


def test_every_rule_leaves_its_log_and_benchmark(finished_workflow: Workflow) -> None:
    for kind, suffix in (("logs", ".log"), ("benchmarks", ".tsv")):
        rules = {
            path.relative_to(finished_workflow.folder / "results" / kind).parts[0]
            for path in (finished_workflow.folder / "results" / kind).rglob(f"*{suffix}")
        }
        found = {name.removesuffix(suffix) for name in rules}
        assert found == EDGES_ON | {
            "check_episodes",
            "draw_demo_episode",
            "extract_frames",
            "make_grayscale",
            "split_frames",
            "audit_leakage",
            "plot_architecture",
            "draw_demo_pictures",
            "check_pictures",
        }


def test_every_log_says_where_its_job_ran_and_that_it_is_done(finished_workflow: Workflow) -> None:
    for log in (finished_workflow.folder / "results/logs").rglob("*.log"):
        first, *_, last = log.read_text().splitlines()
        assert (first, last) == (f"{STARTED_ON}{HERE}", ENDED), log


def test_a_training_leaves_weights_history_and_record(finished_workflow: Workflow) -> None:
    folder = finished_workflow.folder / "results/models/gan/edge/1"
    assert {path.name for path in folder.glob("[!.]*")} == {
        "weights.safetensors",
        "batches.csv",
        "epochs.csv",
        "record.json",
        "progress.h5",
    }
    epochs = pd.read_csv(folder / "epochs.csv")
    assert {"discriminator", "generator", "validation_l1", "validation_l2"} < set(epochs)
    log = (finished_workflow.folder / "results/logs/train_model/gan/edge/1.log").read_text()
    assert re.search(r"epoch 1/1: .*validation L1 .* images/s; 0:00:00 left", log)


def test_a_models_distances_are_those_of_its_pictures(finished_workflow: Workflow) -> None:
    results = finished_workflow.folder / "results"
    metrics = pd.read_csv(results / "evaluation/convnet/edge/1/metrics.csv")
    split = open_split([results / "dataset/rgb/test-0.h5"])
    truth = split.pictures("rgb", np.arange(len(split)))
    with h5py.File(results / "evaluation/convnet/edge/1/colored.h5") as file:
        difference = file["rgb"][()].astype(int) - truth
        assert file["index"][()].tolist() == metrics["index"].tolist()
        assert file["episode"].asstr()[()].tolist() == metrics["episode"].tolist()
        assert file.attrs["condition"] == "edge"
    assert metrics["l1"].to_numpy() == pytest.approx(np.abs(difference).mean((1, 2, 3)), abs=1e-5)
    assert metrics["l2"].to_numpy() == pytest.approx((difference**2).mean((1, 2, 3)), abs=1e-5)


def test_a_second_run_has_nothing_to_do(plan: Plan) -> None:
    assert plan.planned() == set()


def test_a_changed_threshold_plans_the_edges_and_what_follows(plan: Plan) -> None:
    assert plan.planned("edges: {low: 50}") == EDGES_ON


@pytest.mark.parametrize(
    ("arguments", "config", "condition"),
    [
        ((), "edges: {low: 50}", "edge"),
        (("--forcerun", "detect_edges"), "{}", "edge"),
        (("--forcerun", "results/downsampled/gray/demo-01.h5"), "{}", "gray"),
    ],
)
def test_new_pictures_of_a_condition_retrain_its_own_models_alone(
    plan: Plan, arguments: tuple[str, ...], config: str, condition: str
) -> None:
    """And read, color and compare again nothing that does not show them."""
    said = plan.run(*arguments, config=config).stdout
    for rule in ("downsample_frames", "write_shard"):
        assert set(re.findall(rf"rule {rule}:.*?pictures=(\w+)", said, re.S)) == {condition}, rule
    for rule in ("train_model", "evaluate_model", "color_pictures", "plot_losses", "plot_samples"):
        assert set(re.findall(rf"rule {rule}:.*?condition=(\w+)", said, re.S)) == {condition}, rule


def test_a_changed_learning_rate_plans_training_and_what_follows(plan: Plan) -> None:
    assert plan.planned("training: {learning_rate: 0.001}") == TRAINING_ON


def test_another_engine_or_device_plans_nothing(plan: Plan) -> None:
    assert plan.planned("device: auto\nengine: {precision: bfloat16, dataset_gb: 1}") == set()


@pytest.mark.long
def test_a_killed_training_goes_on_when_snakemake_runs_again(workflow: Workflow) -> None:
    workflow.is_forked = False  # by its command line, the training is found
    folder = workflow.folder / "results/models/gan/gray/1"
    target = ("--", str(folder.relative_to(workflow.folder) / "weights.safetensors"))
    config = "training: {epochs: 4}\nengine: {resume_minutes: %s}"
    assert workflow.run(*target, config=config % 10).returncode == 0
    undisturbed = {path.name: path.read_bytes() for path in folder.glob("[!.]*")}
    shutil.rmtree(folder)
    shutil.rmtree(workflow.folder / "results/kept")  # or the training would be taken from there
    with ThreadPoolExecutor() as background:
        running = background.submit(workflow.run, *target, config=config % 0)
        while not (folder / "resume.safetensors").exists():
            assert not running.done()
            time.sleep(0.01)
        [training] = (
            process
            for process in psutil.Process().children(recursive=True)
            if process.cmdline()[1:3] == ["-m", "chromacel.stages.train_model"]
        )
        training.kill()
        assert running.result().returncode == 1
    assert [path.name for path in folder.glob("[!.]*")] == ["resume.safetensors"]
    done = workflow.run(*target, config=config % 10)
    assert done.returncode == 0, done.stdout
    log = (workflow.folder / "results/logs/train_model/gan/gray/1.log").read_text()
    assert "going on after" in log
    assert {path.name: path.read_bytes() for path in folder.glob("[!.]*")} == undisturbed


def test_a_changed_setting_loses_no_model_and_the_same_again_trains_nothing(
    workflow: Workflow,
) -> None:
    weights = workflow.folder / "results/models/convnet/gray/1/weights.safetensors"
    before = weights.read_bytes()
    target = ("--", str(weights.relative_to(workflow.folder)))
    changed = "training: {learning_rate: 0.001}"
    assert workflow.run(*target, config=changed).returncode == 0
    assert weights.read_bytes() != before
    kept = list(workflow.folder.glob("results/kept/*/weights.safetensors"))
    assert len(kept) == 5  # the four of before, and this one
    assert workflow.run(*target).returncode == 0
    log = (workflow.folder / "results/logs/train_model/convnet/gray/1.log").read_text()
    assert "Made before with the same settings: taken from results/kept/" in log
    assert weights.read_bytes() == before
    assert any(weights.samefile(path) for path in kept)
    assert "train_model" not in workflow.planned()


def test_the_gans_own_setting_leaves_the_convnet_alone(plan: Plan) -> None:
    done = plan.run(config="gan: {l1_weight: 10}")
    trained = re.findall(r"rule train_model:.*?model=(\w+)", done.stdout, re.S)
    assert trained == ["gan", "gan"]


def test_the_gans_changed_logic_leaves_the_convnet_alone(plan: Plan) -> None:
    with (plan.folder / "src/chromacel/models/gan.py").open("a") as source:
        source.write("\nCHANGED = True\n")
    done = plan.run()
    for rule in ("train_model", "evaluate_model", "color_pictures"):
        models = re.findall(rf"rule {rule}:.*?model=(\w+)", done.stdout, re.S)
        assert models == ["gan", "gan"], rule


@pytest.mark.parametrize(
    ("file", "planned"),
    [
        ("stages/detect_edges.py", EDGES_ON),
        ("training/engine.py", TRAINING_ON),
        ("evaluation/metrics.py", EVALUATION_ON),
        ("figures/style.py", {*FIGURES, "write_report"}),
    ],
)
def test_changed_logic_plans_the_stages_that_use_it_and_what_follows(
    plan: Plan, file: str, planned: set[str]
) -> None:
    with (plan.folder / "src/chromacel" / file).open("a") as source:
        source.write("\nCHANGED = True\n")
    assert plan.planned() == planned


def test_a_changed_comment_or_version_plans_nothing(plan: Plan) -> None:
    (plan.folder / "pyproject.toml").write_text('[project]\nversion = "9.9.9"\n')
    for path in (plan.folder / "src").rglob("*.py"):
        path.write_text(f"# A comment.\n{path.read_text()}\n# Another.\n")
    assert plan.planned() == set()


def test_both_reports_hold_what_they_show(workflow: Workflow) -> None:
    """Ours shows every figure; Snakemake's has the table and the figures of curves."""
    results = workflow.folder / "results"
    pictures = sorted((results / "figures").rglob("*.png"))
    assert len(pictures) == 29
    ours = (results / "report.html").read_text()
    said = [path for path in pictures if figure_says(path)]  # of failures that no frame shows
    assert {path.parent.name for path in said} <= {"failures"}
    assert ours.count("<figure><img") == len(pictures) - len(said)
    assert ours.count("<figure><video") == 1
    assert ours.count("The rule finds none in the test split.") == len(said)
    done = workflow.run("--report", "workflow.html")
    assert done.returncode == 0, done.stdout
    theirs = (workflow.folder / "workflow.html").read_text()
    curves = ["architecture/gan.png", "errors.png", "leakage.png", "losses/gan/generator/gray.png"]
    for path in [results / "table.html", *(results / "figures" / name for name in curves)]:
        assert base64.b64encode(path.read_bytes()).decode()[:2000] in theirs, path


def test_every_file_that_stays_is_asked_for(plan: Plan) -> None:
    """Snakemake makes a deleted file again only where `rule all` asks for it."""
    done = plan.run("--forcerun", "all")
    asked = re.search(r"rule all:\n +input: (.*)\n", done.stdout)
    assert asked
    stays = {
        str(path.relative_to(plan.folder))
        for path in (plan.folder / "results").rglob("*")
        if path.is_file()
        and path.suffix not in {".log", ".tsv"}
        and not {FOLDER, "kept"} & set(path.parts)
    } - {"results/show.json"}  # which a run leaves, not a job
    assert len(stays) > 50
    files = set(asked[1].split(", "))
    folders = {name for name in files if (plan.folder / name).is_dir()}
    assert {name for name in stays if not folders & set(map(str, Path(name).parents))} == (
        files - folders
    )


def test_a_deleted_figure_is_rerun_with_the_report_alone(workflow: Workflow) -> None:
    figure = workflow.folder / "results/figures/dataset.png"
    before = figure.read_bytes()
    figure.unlink()
    assert workflow.planned() == {"plot_dataset", "write_report"}
    assert workflow.run().returncode == 0
    assert figure.read_bytes() == before


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("edges: {lwo: 1}", "Error: Config: `edges.lwo` is no setting; did you mean `edges.low`?"),
        (
            "training: {epochs: x}",
            "`training.epochs` must be a whole number from 1 to 100000",
        ),
        (
            "episodes: missing",
            "Error: `episodes: missing` names no file or folder that exists: correct the path.",
        ),
    ],
)
def test_a_wrong_config_is_one_sentence(plan: Plan, config: str, sentence: str) -> None:
    done = plan.run(config=config)
    assert done.returncode == 1
    assert sentence in done.stdout
    assert "Traceback" not in done.stdout
    own = ("Using workflow specific profile", "Config file config.yaml is extended")
    assert len([line for line in done.stdout.splitlines() if not line.startswith(own)]) == 1


def test_an_empty_folder_is_one_sentence(plan: Plan) -> None:
    (plan.folder / "empty").mkdir()
    done = plan.run(config="episodes: empty")
    assert done.returncode == 1
    assert "Error: `episodes: empty` names no video or comic" in done.stdout


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
def test_cuda_without_a_gpu_reaches_the_terminal_and_loses_nothing(workflow: Workflow) -> None:
    assert workflow.planned("device: cuda") == set()
    (workflow.folder / "results/models/gan/gray/1/weights.safetensors").unlink()
    done = workflow.run(config="device: cuda")
    assert done.returncode == 1
    assert "Error: `device: cuda` asks for a GPU and PyTorch finds none" in done.stdout
    assert "Traceback" not in done.stdout
    weights = (workflow.folder / "results/models").rglob("weights.safetensors")
    assert len(list(weights)) == 3
    assert workflow.planned("device: auto") == TRAINING_ON


@pytest.mark.long
def test_a_truncated_shard_is_named_and_mended(workflow: Workflow) -> None:
    shard = workflow.folder / "results/dataset/rgb/test-0.h5"
    whole = shard.read_bytes()
    shard.write_bytes(whole[: len(whole) // 2])
    target = ("--", "results/evaluation/baselines.csv")
    done = workflow.run(*target)
    assert done.returncode == 1
    assert "Error: results/dataset/rgb/test-0.h5 is truncated or damaged" in done.stdout
    assert "Traceback" not in done.stdout
    shard.unlink()
    assert workflow.run(*target).returncode == 0
    assert shard.read_bytes() == whole


def test_a_foreign_shard_is_named_and_never_used(workflow: Workflow) -> None:
    dataset = workflow.folder / "results/dataset"
    shutil.copy(dataset / "rgb/validation-0.h5", dataset / "rgb/test-0.h5")
    shutil.rmtree(dataset / "rgb" / FOLDER)  # they alone would tell
    target = "results/evaluation/gan/gray/1/metrics.csv"
    done = workflow.run("--", target)
    assert done.returncode == 1
    assert (
        "Error: results/dataset/rgb/test-0.h5 and results/dataset/gray/test-0.h5 hold different"
        " frames: delete both and run Snakemake again." in done.stdout
    )
    assert "Traceback" not in done.stdout


TABLES = {
    "dataset/split.csv": "cut",
    "evaluation/baselines.csv": "empty",
    "models/gan/gray/1/batches.csv": "binary",
}
DAMAGED_TABLES = [
    pytest.param(name, damage, marks=[] if damage == telling else pytest.mark.long)
    for name, telling in TABLES.items()
    for damage in TABLES.values()
]


@pytest.mark.parametrize(("name", "damage"), DAMAGED_TABLES)
def test_a_damaged_table_is_named(workflow: Workflow, name: str, damage: str) -> None:
    path = workflow.folder / "results" / name
    whole = path.read_bytes()
    kept = {"cut": whole[: whole.index(b"\n") + 9], "empty": b"", "binary": b"\xff\xfe\0" * 99}
    path.write_bytes(kept[damage])
    target = {
        "split.csv": "results/dataset/rgb/test-0.h5",
        "baselines.csv": "results/table.csv",
        "batches.csv": "results/figures/losses/gan/generator/gray.png",
    }[path.name]
    done = workflow.run("--", target)
    assert done.returncode == 1
    assert re.search(rf"Error: results/{name} .*: delete it and run Snakemake again", done.stdout)
    assert "Traceback" not in done.stdout


def test_a_users_video_is_never_drawn_over(workflow: Workflow, clip: Path) -> None:
    video = workflow.folder / "results/episodes/mine.mp4"
    video.write_bytes(clip.read_bytes())
    config = f"episodes: {video}\nanother_show: replace\nframes: {{stride: 1}}"
    done = workflow.run("--forceall", "--", "results/frames/mine.h5", config=config)
    assert done.returncode == 0, done.stdout
    assert video.read_bytes() == clip.read_bytes()


def test_a_damaged_episode_stops_no_other_and_a_mended_one_goes_on(
    workflow: Workflow, clip: Path
) -> None:
    show = workflow.folder / "a show"
    show.mkdir()
    names = ['It\'s "1" [a].mp4', "ポケモン & $(2) \\q$.mp4", "two\nlines.mp4"]
    for name in names:
        (show / name).write_bytes(clip.read_bytes())
    (show / "broken.mp4").write_bytes(with_damage(clip))
    overlay = (
        "episodes: a show\nanother_show: replace\nframes: {stride: 1}\n"
        "models: [convnet]\nconditions: [gray]\n"
    )
    done = workflow.run(config=overlay)
    assert done.returncode == 1
    assert "Error: a show/broken.mp4 is damaged or cut short" in done.stdout
    assert "Traceback" not in done.stdout
    made = {path.stem for path in (workflow.folder / "results/downsampled/rgb").glob("*.h5")}
    assert {slug(file_name(Path(name))) for name in names} <= made

    (show / "broken.mp4").write_bytes(clip.read_bytes())
    assert "draw_demo_episode" not in workflow.planned(overlay)
    done = workflow.run("--until", "write_shard", config=overlay)
    assert done.returncode == 0, done.stdout
    with h5py.File(workflow.folder / "results/dataset/rgb/training-0.h5") as file:
        assert set(file["episode"].asstr()) == {*made - {"demo-01", "demo-02"}, "broken"}


def test_rules_and_stages_share_their_names() -> None:
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    named = re.findall(r"^ *rule (\w+):", rules, re.M)
    stages = {path.stem for path in (ROOT / "src/chromacel/stages").glob("*.py")} - {"__init__"}
    assert set(named) == stages
    for rule, body in zip(named, re.split(r"^ *rule \w+:", rules, flags=re.M)[1:], strict=True):
        assert f"python -m chromacel.stages.{rule} " in body
        assert re.search(rf'code=(fingerprint|models?_code)\("chromacel\.stages\.{rule}"[,)]', body)
        assert f"results/logs/{rule}" in body
        assert f"results/benchmarks/{rule}" in body


def test_every_episode_is_checked_before_any_is_decoded(finished_workflow: Workflow) -> None:
    table = pd.read_csv(finished_workflow.folder / "results/episodes.csv")
    assert table["episode"].tolist() == table["name"].tolist() == ["demo-01", "demo-02"]
    assert set(table["verdict"]) == {"ok"}
    assert (table["frames"] == 288).all()
    assert (table["examples"] == 24).all()
    assert (table["decoding"] == "needed frames").all()


def test_all_bad_episodes_are_named_at_once_before_any_is_decoded(
    tmp_path: Path, clip: Path
) -> None:
    workflow = Workflow.new(tmp_path / "project")
    show = workflow.folder / "show"
    show.mkdir()
    for name, content in (("text", b"no video"), ("empty", b""), ("a", clip.read_bytes())):
        (show / f"{name}.mp4").write_bytes(content)
    done = workflow.run("--until", "check_episodes", "extract_frames", config="episodes: show")
    assert done.returncode == 1
    before, _, after = done.stdout.partition("rule extract_frames:")
    for name in ("text", "empty"):
        assert before.count(f"Bad episode: show/{name}.mp4 cannot be read as a video") == 1
        assert after.count(f"Error: show/{name}.mp4 cannot be read as a video") >= 1
    assert (
        "2 of 3. `bad_episodes: skip` leaves them out. results/episodes.csv has a row for each.\n"
        in before
    )
    assert "Traceback" not in before + after
    verdicts = pd.read_csv(workflow.folder / "results/episodes.csv")["verdict"]
    assert (verdicts == "ok").tolist() == [True, False, False]


@pytest.mark.long
def test_bad_episodes_that_are_skipped_are_named_in_card_table_and_report(
    workflow: Workflow,
) -> None:
    results = workflow.folder / "results"
    (results / "episodes/bad.mp4").write_bytes(b"no video")
    fewer = "models: [convnet]\nconditions: [gray]\nunseen: none\n"
    skip = f"episodes: results/episodes\nbad_episodes: skip\n{fewer}"
    done = workflow.run(config=skip)
    assert done.returncode == 0, done.stdout
    said = "bad.mp4 cannot be read as a video"
    for name in ("dataset/left_out.csv", "dataset/card.html", "table.md", "report.html"):
        assert said in (results / name).read_text(encoding="utf-8"), name
    assert set(pd.read_csv(results / "dataset/split.csv")["episode"]) == {"demo-01", "demo-02"}
    assert workflow.planned(skip) == set()
    # Under other settings it may be good, or has to stop the run: it is tried again, and no other.
    for other in (skip + "damaged_frames: 3", skip.replace("skip", "stop")):
        done = workflow.run("--dry-run", config=other)
        assert set(re.findall(r"output: results/frames/(.*)\.h5", done.stdout)) == {"bad"}
    done = workflow.run("--until", "extract_frames", config=skip.replace("skip", "stop"))
    assert done.returncode == 1
    assert f"Error: results/episodes/{said}" in done.stdout


def test_the_order_of_keys_and_a_default_spelled_out_rerun_nothing(plan: Plan) -> None:
    assert (
        plan.planned(
            "frames: {trim_bars: false, width: 144, fit: crop, stride: 12, height: 80}\n"
            "edges: {high: 200, low: 100}\n"
            "split: {seed: 1, test: 2.0, by: frame}\n"
            "training: {width: 0.0625, learning_rate: 0.0005, epochs: 1}\n"
            "gan: {l1_weight: 100.0}"
        )
        == set()
    )


def test_a_new_episode_or_another_tolerance_decodes_no_other_again(
    workflow: Workflow, clip: Path
) -> None:
    assert workflow.planned("damaged_frames: 3") == {"check_episodes"}
    assert workflow.planned("bad_episodes: skip") == {"check_episodes"}
    (workflow.folder / "results/episodes.csv").unlink()
    assert workflow.planned() == {"check_episodes"}
    frames = [workflow.folder / f"results/frames/demo-0{n}.h5" for n in (1, 2)]
    earlier = [path.stat().st_mtime_ns for path in frames]
    more = workflow.folder / "results/episodes/more.mp4"
    more.write_bytes(b"no video")
    config = "episodes: results/episodes\nframes: {stride: 12}"
    assert workflow.run(config=config).returncode == 1
    more.write_bytes(clip.read_bytes())
    done = workflow.run("--until", "extract_frames", config=config)
    assert done.returncode == 0, done.stdout
    assert frames[0].with_stem("more").exists()
    assert [path.stat().st_mtime_ns for path in frames] == earlier
