# What the rules share: the checked config, its files, how jobs run, and what wildcards can be.
import atexit
import math
import os
from operator import attrgetter

from chromacel.jobs.announcement import show_escapes
from chromacel.jobs.clock import date_now, refuse_future
from chromacel.files.comics import EPISODE, is_comic, picture_files
from chromacel.files.media import PICTURE
from chromacel.jobs.command import flags
from chromacel.jobs.configuration import configured_episodes
from chromacel.jobs.failed_jobs import say_last
from chromacel.jobs.fingerprint import fingerprint, model_fingerprint
from chromacel.jobs.following import follow
from chromacel.jobs.lifetime import START
from chromacel.jobs.outcome import say_outcome
from chromacel.jobs.sources import (
    find_keyframes,
    find_pictures,
    find_uncolored,
    is_watchable,
    left_out_files,
    stamps,
)
from chromacel.jobs.tolerance import another_tolerance
from chromacel.conditions.kinds import CONDITIONS, FOLDERS
from chromacel.evaluation.untrained import TRANSFERS, UNTRAINED
from chromacel.machine.gpus import has_gpu
from chromacel.machine.packages import check_installed
from chromacel.machine.processors import processors
from chromacel.models.recipes import RECIPES


def watched(key, paths):
    """As inputs, those that Snakemake can have. A user's file is where it is, whatever prefix a
    module's files get."""
    if config[key] == "demo":
        return paths
    return {name: local(str(path)) for name, path in paths.items() if is_watchable(path)}


with plain_errors():
    SCHEMA = PROJECT / "workflow/schemas/config.schema.yaml"
    EPISODES = configured_episodes(config, map(Path, workflow.configfiles), SCHEMA)
    COMICS = {name for name, path in EPISODES.items() if is_comic(path)}
    VIDEOS = watched("episodes", EPISODES)
    VIDEO_STAMPS = stamps(EPISODES)
    PICTURES = find_pictures(config["unseen"])
    WATCHED_PICTURES = watched("unseen", PICTURES)
    PICTURE_STAMPS = stamps(PICTURES)
    UNCOLORED = find_uncolored(config["color"])
    WATCHED_UNCOLORED = watched("color", UNCOLORED)
    UNCOLORED_STAMPS = stamps(UNCOLORED)
    KEYFRAMES = find_keyframes(config["keyframes"]["folder"], EPISODES)


# Jobs run by the Python that runs Snakemake, which nobody needs to activate. But a deployed
# environment's has to win, and conda may put it behind what stands first in PATH.
DEPLOYMENT = getattr(workflow, "deployment_settings", None)
BIN = "" if getattr(DEPLOYMENT, "deployment_method", ()) else f"{Path(sys.executable).parent}:"


class shell(shell):
    """The shell of these rules: a workflow that uses them as a module keeps its own prefix."""


# In the shell and not in the environment, from which Snakemake removes PYTHONPATH for conda. Threads
# that wait sleep: those that spin take the processors from whoever they wait for, and beside another
# job, PyTorch's are up to forty times slower.
shell.prefix(
    "set -euo pipefail; export PATH={BIN:q}$PATH;"
    " export OMP_WAIT_POLICY=${{OMP_WAIT_POLICY:-passive}};"
    " export PYTHONPATH={SOURCE:q}${{PYTHONPATH:+:$PYTHONPATH}}; {START}"
)
show_escapes(logger)


onstart:
    say_last(logger)
    results = Path(rules.check_episodes.output.report).parent
    if results.is_dir() and not os.access(results, os.W_OK):
        sys.exit(f"Error: {results} cannot be written: make the folder writable.")
    say_overrides()
    with plain_errors():
        check_show()
        check_gpus()
        date_now(results)
        refuse_future([*EPISODES.values(), *PICTURES.values()])
        if config["engine"]["tensorboard"] and BIN and workflow.local_exec:
            check_installed("tensorboard")  # elsewhere, each job looks
        remember_show()
    # On one computer, no limit of jobs a second is needed, and Snakemake's orders another look for
    # jobs a second after each look: 800 jobs of 0.2 s took it 62 CPU-seconds, without it 12. No
    # option leaves it out; with a timespan of 10 s it took 91, and ended 10 s later. So, where it is:
    if workflow.local_exec and hasattr(workflow.scheduler, "job_rate_limiter"):
        workflow.scheduler.job_rate_limiter = None
    if is_watched():
        follow(results / "logs")


onsuccess:
    if is_watched() and any(job.rule.name == "write_report" for job in workflow.dag.jobs):
        # Below Snakemake's last line.
        atexit.register(say_outcome, Path("results"), len(EPISODES))


def is_watched():
    """Whether somebody at this computer waits for the run. Not in a workflow that uses these rules as
    a module: it has jobs, and maybe a screen, of its own."""
    is_main = Path(workflow.main_snakefile).absolute() == PROJECT / "Snakefile"
    return is_main and workflow.local_exec and not workflow.output_settings.quiet


def watched_video(wildcards):
    if wildcards.episode not in EPISODES:
        return f"{wildcards.episode}, which `episodes` does not name"
    return VIDEOS.get(wildcards.episode, [])


def video(wildcards, input):
    return input.video or str(EPISODES[wildcards.episode])


def video_stamp(wildcards):
    return VIDEO_STAMPS.get(wildcards.episode)


def frame_flags(wildcards):
    """With the stride of the episode's own kind alone: another one of the other kind reruns nothing."""
    frames = dict(config["frames"])
    stride = frames.pop("picture_stride")
    return flags(frames | ({"stride": stride} if wildcards.episode in COMICS else {}))


# Not of the parameter `output`: where a function has that, Snakemake ignores what it returns.
def tolerance(wildcards):
    frames = Path(rules.extract_frames.output.frames).with_name(f"{wildcards.episode}.h5")
    return another_tolerance(frames, config["damaged_frames"], config["bad_episodes"])


def videos(wildcards, input):
    return input.videos if config["episodes"] == "demo" else list(map(str, EPISODES.values()))


def pictures(wildcards, input):
    return input.pictures if config["unseen"] == "demo" else list(map(str, PICTURES.values()))


# Functions, since Snakemake looks for wildcards in a parameter's text, but not in what they return.
def videos_left_out(wildcards):
    return left_out_files(config["episodes"], EPISODE)


def pictures_left_out(wildcards):
    return left_out_files(config["unseen"], PICTURE)


def frames_at_full_size(wildcards):
    return f"results/{FOLDERS[wildcards.pictures]}/{wildcards.episode}.h5"


def shard_files(split, *pictures):
    """A split's shards with these pictures; a wildcard may stand for one."""
    shards = range(config["split"][f"{split}_shards"])
    return [f"results/dataset/{kind}/{split}-{shard}.h5" for kind in pictures for shard in shards]


def training_flags(wildcards):
    return flags(config["training"] | config[wildcards.model])


def start_weights(wildcards):
    """The weights that a training starts from: of another model, from the same seed."""
    source = RECIPES[wildcards.model].starts_from
    weights = "results/models/{}/{}/{}/weights.safetensors"
    return weights.format(source, wildcards.condition, wildcards.seed) if source else []


def start_or_none(wildcards, input):
    return input.start or "none"


def model_code(stage, model=attrgetter("model")):
    """The fingerprint of a stage and of the model that the wildcards name."""

    def code(wildcards):
        return model_fingerprint(stage, model(wildcards))

    return code


def models_code(stage):
    """The same of all models."""

    def code(wildcards):
        return [model_fingerprint(stage, model) for model in config["models"]]

    return code


def drawn_model(wildcards):
    return {"generator": "convnet", "discriminator": "gan"}.get(
        wildcards.network, wildcards.network
    )


def drawn_label(wildcards):
    return RECIPES[drawn_model(wildcards)].label


def drawn_settings(wildcards):
    """Nothing is trained: of the settings that models share, networks depend on the width alone."""
    untrained = {"epochs": 1, "batch_size": 1, "learning_rate": 1.0, "flips": False}
    return flags(config["training"] | untrained | config[drawn_model(wildcards)])


def figure_names(wildcards):
    """What the caption calls the figure's model and condition."""
    model, condition = RECIPES[wildcards.model], CONDITIONS[wildcards.condition]
    return {"model": model.label, "condition": condition.label}


def growing(amount):
    """Megabytes or minutes for the first attempt, twice as many for the second, and so on."""

    def grown(wildcards, attempt):
        return amount * attempt

    return grown


# Of a job that takes seconds: on a cluster it runs in a group, whose slots the profile limits.
SHORT = {"slot": 1, "runtime": growing(10)}

SHARDS = [shard_files(split, *FOLDERS) for split in ["training", "validation", "test"]]

TRAININGS = {
    "model": config["models"],
    "condition": config["conditions"],
    "seed": config["seeds"],
}


def on_processors():
    """Whether trainings, evaluations and colorings run on this computer's processors. A cluster's
    executor is known only when the rules have been read."""
    if workflow.remote_exec or not workflow.local_exec:
        return False
    return config["device"] == "cpu" or (config["device"] == "auto" and not has_gpu())


def gpus(wildcards):
    return 0 if on_processors() else 1


def model_threads(wildcards):
    """On processors, a training's share of them: trainings run side by side, since another thread
    brings a small network little. It counts all, and not those left to train, for threads change bits.
    """
    if not on_processors():
        return 8
    trainings = math.prod(map(len, TRAININGS.values()))
    return max(1, min(workflow.cores, processors()) // trainings)


# Of each model and condition: pictures are shown of one training, numbers of all.
FIRST_SEED = config["seeds"][:1]
FIRST_TRAININGS = TRAININGS | {"seed": FIRST_SEED}


resource_scopes:
    slot="local",  # of each group, whatever the others do


wildcard_constraints:
    episode="[A-Za-z0-9_.-]+",
    pictures="|".join(FOLDERS),
    split="training|validation|test",
    shard=r"\d+",
    model="|".join(RECIPES),
    network="|".join({network for recipe in RECIPES.values() for network in recipe.losses}),
    condition="|".join(CONDITIONS),
    seed=r"\d+",
