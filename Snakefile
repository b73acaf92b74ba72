"""Chromacel: episodes in, trained colorization models with their table and figures out."""

from snakemake.utils import min_version

min_version("9.0")


include: "workflow/rules/setup.smk"


configfile: "config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/episodes.smk"
include: "workflow/rules/start.smk"
include: "workflow/rules/dataset.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/keyframes.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/shots.smk"
include: "workflow/rules/hints.smk"
include: "workflow/rules/coloring.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/report.smk"


# Every file that stays: Snakemake rebuilds a deleted one only where it is asked for.
rule all:
    input:
        VIDEOS.values(),
        rules.check_episodes.output,
        expand("results/{kind}/{episode}.h5", kind=PER_EPISODE, episode=EPISODES),
        rules.split_frames.output,
        rules.audit_leakage.output,
        SHARDS,
        rules.describe_dataset.output,
        expand([*rules.train_model.output, *rules.evaluate_model.output], **TRAININGS),
        ADAPTED,
        rules.evaluate_baselines.output,
        rules.find_failures.output,
        rules.check_findings.output,
        rules.tabulate_metrics.output,
        SHOT_FILES,
        HINT_FILES,
        UNSEEN if PICTURES else [],
        COLORED,
        FIGURES,
        rules.write_report.output,
