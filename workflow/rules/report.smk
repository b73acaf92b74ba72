# One page with the table, the findings, a viewer of colored frames and all figures.


rule write_report:
    input:
        table="results/table.csv",
        findings="results/findings.csv",
        failures="results/evaluation/failures.csv",
        leakage="results/dataset/leakage.csv",
        metrics=expand(
            "results/evaluation/{model}/{condition}/{seed}/metrics.csv",
            **TRAININGS | {"seed": config["seeds"][:1]},
        ),
        colored=expand(
            "results/evaluation/{model}/{condition}/{seed}/colored.h5",
            **TRAININGS | {"seed": config["seeds"][:1]},
        ),
        test=shard_files("test"),
        figures=FIGURES,
    output:
        report=report(
            "results/report.html",
            caption="../../src/chromacel/report/captions/report.rst",
            category="1. Report",
            labels={"Page": "Everything, with a viewer"},
        ),
    log:
        "results/logs/write_report.log",
    benchmark:
        "results/benchmarks/write_report.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        frames=config["report"]["frames"],
        by=config["split"]["by"],
        code=fingerprint("chromacel.stages.write_report"),
    shell:
        "python -m chromacel.stages.write_report {output.report:q} --frames {params.frames}"
        " --by {params.by} --table {input.table:q} --findings {input.findings:q}"
        " --failures {input.failures:q} --leakage {input.leakage:q} --metrics {input.metrics:q}"
        " --colored {input.colored:q} --test {input.test:q} --figures {input.figures:q}"
        " &> {log:q}"
