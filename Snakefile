"""Chromacel: episodes in, trained colorization models with their table and figures out."""

from snakemake.utils import min_version

min_version("9.0")


configfile: "config.yaml"


report: "src/chromacel/report/captions/index.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/episodes.smk"
include: "workflow/rules/dataset.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/results.smk"
include: "workflow/rules/unseen.smk"
include: "workflow/rules/report.smk"


# Every file that stays: Snakemake rebuilds a deleted one only where it is asked for.
rule all:
    default_target: True
    input:
        EPISODES.values(),
        rules.check_episodes.output,
        [
            expand(rule.output, episode=EPISODES)
            for rule in [
                rules.extract_frames,
                rules.make_grayscale,
                rules.detect_edges,
                rules.downsample_frames,
            ]
        ],
        rules.split_frames.output,
        rules.audit_leakage.output,
        [shard_files(split) for split in ["training", "validation", "test"]],
        rules.describe_dataset.output,
        expand([*rules.train_model.output, *rules.evaluate_model.output], **TRAININGS),
        rules.evaluate_baselines.output,
        rules.find_failures.output,
        rules.check_findings.output,
        rules.tabulate_metrics.output,
        UNSEEN,
        FIGURES,
        rules.write_report.output,
