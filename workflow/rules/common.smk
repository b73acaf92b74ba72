# What the rules share: the checked config, the episodes, and what a wildcard can be.
import os
import re
import sys
from pathlib import Path

# The code beside this workflow is what its jobs run and what is fingerprinted, in any environment.
SOURCE = os.path.join(workflow.basedir, "src")
sys.path.insert(0, SOURCE)
os.environ["PYTHONPATH"] = SOURCE

from chromacel.command import flags
from chromacel.configuration import check_config
from chromacel.episodes import demo_episodes, find_episodes
from chromacel.errors import InputError
from chromacel.fingerprint import fingerprint

try:
    check_config(config, Path(workflow.basedir, "workflow/schemas/config.schema.yaml"))
    demo = config["episodes"] == "demo"
    EPISODES = demo_episodes(config["demo"]["episodes"]) if demo else find_episodes(config["episodes"])
except InputError as error:
    sys.exit(f"Error: {error}")


wildcard_constraints:
    episode="|".join(map(re.escape, EPISODES)),
    split="training|validation|test",
    shard=r"\d+",
    model="convnet|gan",
    condition="gray|edge",
    seed=r"\d+",
