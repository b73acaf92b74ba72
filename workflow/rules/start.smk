# Before the first job: what would cost hours or results, said while it costs nothing.
from chromacel.errors import InputError, MissingGpuError
from chromacel.jobs.lifetime import say
from chromacel.jobs.overrides import overridden
from chromacel.jobs.show import Show, conflict, remember
from chromacel.machine.gpus import count_gpus

RESULTS = Path(rules.check_episodes.output.report).parent
ON_DEVICES = (
    "train_model",
    "adapt_model",
    "evaluate_model",
    "evaluate_adapted",
    "color_pictures",
    "color_episode",
    "color_shots",
)  # with a prefix in a module
# Those of the command line, as it is read from this folder.
CONFIG_FILES = [
    Path(os.path.relpath(file)) if file.is_relative_to(Path.cwd()) else file
    for file in workflow.config_settings.configfiles
]


def show():
    return Show.of(config["episodes"], EPISODES, sys.argv, CONFIG_FILES)


def another_show():
    """What to type if the results are another show's; empty if they may be replaced."""
    if config["another_show"] == "replace":
        return ""
    return conflict(RESULTS, show(), "another_show=replace")


def check_show():
    """Raises InputError if the results are another show's."""
    if sentence := another_show():
        raise InputError(sentence)


def remember_show():
    remember(RESULTS, show(), replaces=config["another_show"] == "replace")


def say_overrides():
    """Say which values of a preset the user's own override; config.yaml is none."""
    files = [file for file in CONFIG_FILES if file.name != "config.yaml"]
    if lines := overridden(files, workflow.config_settings.config):
        say("\n  ".join(["Values that override those of a preset:", *lines]) + "\n")


def check_gpus():
    """Raises MissingGpuError if jobs of this run insist on a GPU and this computer has none. On a
    cluster, and with conda, only a job can know."""
    if config["device"] != "cuda" or not workflow.local_exec or not BIN:
        return
    jobs = [job for job in workflow.dag.needrun_jobs() if job.rule.name.endswith(ON_DEVICES)]
    asked = max((job.resources.get("gpu", 0) for job in jobs), default=0)
    available = count_gpus() if asked else None
    if available is not None and available < asked:
        raise MissingGpuError("", asked=asked, available=available)


if workflow.output_settings.dryrun and (sentence := another_show()):
    atexit.register(say, f"Warning: {sentence}")
