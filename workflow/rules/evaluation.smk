# The table, the paper's findings, where the models fail, and what the numbers rest on.
FAILURES = ["exchanged", "flat", "caption", "near_black", "worst"]


rule check_findings:
    input:
        metrics=expand("results/evaluation/{model}/{condition}/{seed}/metrics.csv", **TRAININGS),
        epochs=expand("results/models/{model}/{condition}/{seed}/epochs.csv", **TRAININGS),
        batches=expand("results/models/{model}/{condition}/{seed}/batches.csv", **TRAININGS),
        progress=expand("results/models/{model}/{condition}/{seed}/progress.h5", **TRAININGS),
        baselines="results/evaluation/baselines.csv",
        split="results/dataset/split.csv",
    output:
        findings="results/findings.csv",
        warnings="results/warnings.csv",
    log:
        "results/logs/check_findings.log",
    benchmark:
        "results/benchmarks/check_findings.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.check_findings"),
    shell:
        "python -m chromacel.stages.check_findings {output.findings:q} {output.warnings:q}"
        " --metrics {input.metrics:q} --epochs {input.epochs:q} --batches {input.batches:q}"
        " --progress {input.progress:q}"
        " --baselines {input.baselines:q} --split {input.split:q} &> {log:q}"


rule tabulate_metrics:
    input:
        metrics=expand("results/evaluation/{model}/{condition}/{seed}/metrics.csv", **TRAININGS),
        adapted=ADAPTED_METRICS,
        baselines="results/evaluation/baselines.csv",
        split="results/dataset/split.csv",
        findings="results/findings.csv",
        warnings="results/warnings.csv",
        left_out="results/dataset/left_out.csv",
    output:
        csv="results/table.csv",
        markdown="results/table.md",
        latex="results/table.tex",
        html=report(
            "results/table.html",
            caption="../../src/chromacel/report/captions/table.rst",
            category="1. Table",
            labels={"Table": "Distances on the test split"},
        ),
    log:
        "results/logs/tabulate_metrics.log",
    benchmark:
        "results/benchmarks/tabulate_metrics.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        episodes=len(EPISODES),
        code=fingerprint("chromacel.stages.tabulate_metrics"),
    shell:
        "python -m chromacel.stages.tabulate_metrics {output.csv:q} {output.markdown:q}"
        " {output.latex:q} {output.html:q} --metrics {input.metrics:q} {input.adapted:q}"
        " --baselines {input.baselines:q} --split {input.split:q}"
        " --findings {input.findings:q} --warnings {input.warnings:q}"
        " --left-out {input.left_out:q} --episodes {params.episodes} &> {log:q}"


rule find_failures:
    input:
        metrics=expand(
            "results/evaluation/{model}/{condition}/{seed}/metrics.csv", **FIRST_TRAININGS
        ),
        colored=expand(
            "results/evaluation/{model}/{condition}/{seed}/colored.h5", **FIRST_TRAININGS
        ),
        test=shard_files("test", "rgb"),
    output:
        failures="results/evaluation/failures.csv",
    log:
        "results/logs/find_failures.log",
    benchmark:
        "results/benchmarks/find_failures.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.find_failures"),
    shell:
        "python -m chromacel.stages.find_failures {output.failures:q} --metrics {input.metrics:q}"
        " --colored {input.colored:q} --test {input.test:q} &> {log:q}"


rule plot_failures:
    input:
        failures="results/evaluation/failures.csv",
        colored=expand(
            "results/evaluation/{model}/{condition}/{seed}/colored.h5", **FIRST_TRAININGS
        ),
        test=shard_files("test", "rgb"),
    output:
        figures=expand("results/figures/failures/{kind}.png", kind=FAILURES),
    log:
        "results/logs/plot_failures.log",
    benchmark:
        "results/benchmarks/plot_failures.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.plot_failures"),
    shell:
        "python -m chromacel.stages.plot_failures {input.failures:q} --figures {output.figures:q}"
        " --colored {input.colored:q} --test {input.test:q} &> {log:q}"


rule plot_leakage:
    input:
        leakage="results/dataset/leakage.csv",
        metrics=expand(
            "results/evaluation/{model}/{condition}/{seed}/metrics.csv", **FIRST_TRAININGS
        ),
    output:
        figure=report(
            "results/figures/leakage.png",
            caption="../../src/chromacel/report/captions/leakage.rst",
            category="5. What the numbers rest on",
            labels={"Figure": "Error against distance to training"},
        ),
    log:
        "results/logs/plot_leakage.log",
    benchmark:
        "results/benchmarks/plot_leakage.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        by=config["split"]["by"],
        code=fingerprint("chromacel.stages.plot_leakage"),
    shell:
        "python -m chromacel.stages.plot_leakage {output.figure:q} {input.leakage:q} --by {params.by}"
        " --metrics {input.metrics:q} &> {log:q}"


rule plot_errors:
    input:
        errors=expand("results/evaluation/{model}/{condition}/{seed}/errors.csv", **FIRST_TRAININGS),
    output:
        figure=report(
            "results/figures/errors.png",
            caption="../../src/chromacel/report/captions/errors.rst",
            category="5. What the numbers rest on",
            labels={"Figure": "Error by luma and hue"},
        ),
    log:
        "results/logs/plot_errors.log",
    benchmark:
        "results/benchmarks/plot_errors.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.plot_errors"),
    shell:
        "python -m chromacel.stages.plot_errors {output.figure:q} --errors {input.errors:q}"
        " &> {log:q}"
