# One page with the table, the findings, a viewer of colored frames and all figures.


# Another workflow that uses this one as a module has a report of its own.
if PROJECT == Path(workflow.basedir).absolute():

    report: "../../src/chromacel/report/captions/index.rst"


rule write_report:
    input:
        split="results/dataset/split.csv",
        table="results/table.csv",
        findings="results/findings.csv",
        warnings="results/warnings.csv",
        failures="results/evaluation/failures.csv",
        leakage="results/dataset/leakage.csv",
        left_out="results/dataset/left_out.csv",
        metrics=expand(
            "results/evaluation/{model}/{condition}/{seed}/metrics.csv", **FIRST_TRAININGS
        ),
        colored=expand(
            "results/evaluation/{model}/{condition}/{seed}/colored.h5", **FIRST_TRAININGS
        ),
        test=shard_files("test", *FOLDERS),
        shots=SHOT_TABLE,
        hints=HINT_TABLE,
        figures=FIGURES,
    output:
        report="results/report.html",
    log:
        "results/logs/write_report.log",
    benchmark:
        "results/benchmarks/write_report.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        runtime=growing(10),
    params:
        frames=config["report"]["frames"],
        by=config["split"]["by"],
        facts=flags(
            {
                "demo": config["episodes"] == "demo",
                "episodes": len(EPISODES),
                "comics": len(COMICS),
                "stride": config["frames"]["stride"],
                "picture_stride": config["frames"]["picture_stride"],
                "epochs": config["training"]["epochs"],
                "batch_size": config["training"]["batch_size"],
                "width": config["training"]["width"],
                "trainings": len(config["seeds"]),
            }
        ),
        code=fingerprint("chromacel.stages.write_report"),
    shell:
        "python -m chromacel.stages.write_report {output.report:q} --frames {params.frames}"
        " --by {params.by} {params.facts} --split {input.split:q} --table {input.table:q}"
        " --findings {input.findings:q} --warnings {input.warnings:q}"
        " --failures {input.failures:q} --leakage {input.leakage:q}"
        " --left-out {input.left_out:q}"
        " --metrics {input.metrics:q} --colored {input.colored:q} --test {input.test:q}"
        " --shots <(printf '%s\\0' {input.shots:q})"
        " --hints <(printf '%s\\0' {input.hints:q})"
        " --figures {input.figures:q} &> {log:q}"
