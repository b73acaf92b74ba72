"""Chromacel: episodes in, trained colorization models with their table and figures out."""

from snakemake.utils import min_version

min_version("9.0")


configfile: "config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/episodes.smk"
include: "workflow/rules/dataset.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/results.smk"


# Every kind of file that stays: Snakemake rebuilds a deleted one only where it is asked for.
rule all:
    default_target: True
    input:
        expand(
            "results/{step}/{episode}.h5",
            step=["frames", "grayscale", "edges", "downsampled"],
            episode=EPISODES,
        ),
        "results/dataset/split.csv",
        [shard_files(split) for split in ["training", "validation", "test"]],
        expand("results/models/{training}/weights.safetensors", training=TRAININGS),
        expand("results/evaluation/{training}/metrics.csv", training=TRAININGS),
        "results/evaluation/baselines.csv",
        "results/table.csv",
        FIGURES,
