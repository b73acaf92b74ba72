# What the rules share: the checked config, the episodes, and what wildcards can be.
import os
import sys
from pathlib import Path

# The code beside this workflow is what is fingerprinted and what jobs run, in any environment.
SOURCE = os.path.join(workflow.basedir, "src")
sys.path.insert(0, SOURCE)
inherited = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
os.environ.update(PYTHONPATH=os.pathsep.join(dict.fromkeys([SOURCE, *inherited])))

from chromacel.jobs.clock import date_now, refuse_future
from chromacel.jobs.command import flags, plain_errors
from chromacel.jobs.configuration import configured_episodes
from chromacel.jobs.fingerprint import fingerprint, model_fingerprint
from chromacel.jobs.lifetime import START
from chromacel.conditions.kinds import CONDITIONS
from chromacel.files.inputs import find_pictures
from chromacel.models.recipes import RECIPES

with plain_errors():
    SCHEMA = Path(workflow.basedir, "workflow/schemas/config.schema.yaml")
    EPISODES = configured_episodes(config, SCHEMA)

shell.prefix(f"set -euo pipefail; {START}")


onstart:
    if os.path.isdir("results") and not os.access("results", os.W_OK):
        sys.exit("Error: results cannot be written: make the folder writable.")
    with plain_errors():
        date_now(Path("results"))
        refuse_future([*EPISODES.values(), *PICTURES.values()])
    if workflow.local_exec:
        # Each look for jobs to start orders another one a second later, for a limit of jobs a
        # second that no computer reaches: with many episodes, the looks soon took a core.
        workflow.scheduler.job_rate_limiter = None


def episode_file(wildcards):
    return EPISODES.get(wildcards.episode, f"{wildcards.episode}, which `episodes` does not name")


def shard_files(split):
    shards = range(config["split"][f"{split}_shards"])
    return [f"results/dataset/{split}-{shard}.h5" for shard in shards]


def training_flags(wildcards):
    return flags(config["training"] | config[wildcards.model])


def model_code(stage):
    """The fingerprint of a stage and of the wildcard's model."""

    def code(wildcards):
        return model_fingerprint(stage, wildcards.model)

    return code


TRAININGS = {
    "model": config["models"],
    "condition": config["conditions"],
    "seed": config["seeds"],
}


wildcard_constraints:
    episode="[^/]+",
    split="training|validation|test",
    shard=r"\d+",
    model="|".join(RECIPES),
    network="|".join({network for recipe in RECIPES.values() for network in recipe.losses}),
    condition="|".join(CONDITIONS),
    seed=r"\d+",
