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


rule all:
    default_target: True
    input:
        "results/table.md",
        "results/figures/dataset.png",
        LOSS_FIGURES,
        expand("results/figures/comparison/{condition}.png", condition=config["conditions"]),
        expand(
            "results/figures/samples/{model}/{condition}.png",
            model=config["models"],
            condition=config["conditions"],
        ),
