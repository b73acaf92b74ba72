# The table and the figures. Those of pictures are large: the report's own page alone shows them.
FAILURES = ["exchanged", "flat", "caption", "near_black", "worst"]
ARCHITECTURES = ["generator", *(["discriminator", "gan"] if "gan" in config["models"] else [])]
FIGURES = [
    *expand("results/figures/architecture/{network}.png", network=ARCHITECTURES),
    "results/figures/dataset.png",
    *(
        f"results/figures/losses/{model}/{network}/{condition}.png"
        for model in config["models"]
        for network in RECIPES[model].losses
        for condition in config["conditions"]
    ),
    *expand(
        "results/figures/convergence/{model}/{condition}.png",
        model=config["models"],
        condition=config["conditions"],
    ),
    *expand("results/figures/comparison/{condition}.png", condition=config["conditions"]),
    *expand(
        "results/figures/samples/{model}/{condition}.png",
        model=config["models"],
        condition=config["conditions"],
    ),
    *expand("results/figures/failures/{kind}.png", kind=FAILURES),
    "results/figures/leakage.png",
    "results/figures/errors.png",
]


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
    log:
        "results/logs/check_findings.log",
    benchmark:
        "results/benchmarks/check_findings.tsv"
    conda:
        "../../envs/models.yaml"
    params:
        code=fingerprint("chromacel.stages.check_findings"),
    shell:
        "python -m chromacel.stages.check_findings {output.findings:q}"
        " --metrics {input.metrics:q} --epochs {input.epochs:q} --batches {input.batches:q}"
        " --progress {input.progress:q}"
        " --baselines {input.baselines:q} --split {input.split:q} &> {log:q}"


rule tabulate_metrics:
    input:
        metrics=expand("results/evaluation/{model}/{condition}/{seed}/metrics.csv", **TRAININGS),
        baselines="results/evaluation/baselines.csv",
        split="results/dataset/split.csv",
        findings="results/findings.csv",
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
    params:
        code=fingerprint("chromacel.stages.tabulate_metrics"),
    shell:
        "python -m chromacel.stages.tabulate_metrics {output.csv:q} {output.markdown:q}"
        " {output.latex:q} {output.html:q} --metrics {input.metrics:q}"
        " --baselines {input.baselines:q} --split {input.split:q}"
        " --findings {input.findings:q} &> {log:q}"


rule find_failures:
    input:
        metrics=expand(
            "results/evaluation/{model}/{condition}/{seed}/metrics.csv",
            **TRAININGS | {"seed": config["seeds"][:1]},
        ),
        colored=expand(
            "results/evaluation/{model}/{condition}/{seed}/colored.h5",
            **TRAININGS | {"seed": config["seeds"][:1]},
        ),
        test=shard_files("test"),
    output:
        failures="results/evaluation/failures.csv",
    log:
        "results/logs/find_failures.log",
    benchmark:
        "results/benchmarks/find_failures.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        code=fingerprint("chromacel.stages.find_failures"),
    shell:
        "python -m chromacel.stages.find_failures {output.failures:q} --metrics {input.metrics:q}"
        " --colored {input.colored:q} --test {input.test:q} &> {log:q}"


rule plot_failures:
    input:
        failures="results/evaluation/failures.csv",
        colored=expand(
            "results/evaluation/{model}/{condition}/{seed}/colored.h5",
            **TRAININGS | {"seed": config["seeds"][:1]},
        ),
        test=shard_files("test"),
    output:
        figures=expand("results/figures/failures/{kind}.png", kind=FAILURES),
    log:
        "results/logs/plot_failures.log",
    benchmark:
        "results/benchmarks/plot_failures.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        code=fingerprint("chromacel.stages.plot_failures"),
    shell:
        "python -m chromacel.stages.plot_failures {input.failures:q} --figures {output.figures:q}"
        " --colored {input.colored:q} --test {input.test:q} &> {log:q}"


rule plot_leakage:
    input:
        leakage="results/dataset/leakage.csv",
        metrics=expand(
            "results/evaluation/{model}/{condition}/{seed}/metrics.csv",
            **TRAININGS | {"seed": config["seeds"][:1]},
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
    params:
        by=config["split"]["by"],
        code=fingerprint("chromacel.stages.plot_leakage"),
    shell:
        "python -m chromacel.stages.plot_leakage {output.figure:q} {input.leakage:q} --by {params.by}"
        " --metrics {input.metrics:q} &> {log:q}"


rule plot_errors:
    input:
        errors=expand(
            "results/evaluation/{model}/{condition}/{seed}/errors.csv",
            **TRAININGS | {"seed": config["seeds"][:1]},
        ),
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
    params:
        code=fingerprint("chromacel.stages.plot_errors"),
    shell:
        "python -m chromacel.stages.plot_errors {output.figure:q} --errors {input.errors:q}"
        " &> {log:q}"


rule plot_architecture:
    output:
        figure=report(
            "results/figures/architecture/{network}.png",
            caption="../../src/chromacel/report/captions/architecture.rst",
            category="3. Networks (Figures 3 to 5)",
            labels={"Figure": "{network}"},
        ),
    log:
        "results/logs/plot_architecture/{network}.log",
    benchmark:
        "results/benchmarks/plot_architecture/{network}.tsv"
    wildcard_constraints:
        network="generator|discriminator|gan",
    conda:
        "../../envs/models.yaml"
    params:
        size=flags(config["downsampling"]),
        width=config["training"]["width"],
        l1_weight=config["gan"]["l1_weight"],
        code=fingerprint("chromacel.stages.plot_architecture"),
    shell:
        "python -m chromacel.stages.plot_architecture {output.figure:q} {params.size}"
        " --network {wildcards.network} --network-width {params.width}"
        " --l1-weight {params.l1_weight} &> {log:q}"


rule plot_dataset:
    input:
        shard="results/dataset/training-0.h5",
    output:
        figure="results/figures/dataset.png",
    log:
        "results/logs/plot_dataset.log",
    benchmark:
        "results/benchmarks/plot_dataset.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        code=fingerprint("chromacel.stages.plot_dataset"),
    shell:
        "python -m chromacel.stages.plot_dataset {input.shard:q} {output.figure:q} &> {log:q}"


rule plot_losses:
    input:
        batches=expand(
            "results/models/{{model}}/{{condition}}/{seed}/batches.csv", seed=config["seeds"]
        ),
        epochs=expand(
            "results/models/{{model}}/{{condition}}/{seed}/epochs.csv", seed=config["seeds"]
        ),
    output:
        figure=report(
            "results/figures/losses/{model}/{network}/{condition}.png",
            caption="../../src/chromacel/report/captions/losses.rst",
            category="4. Training (Figures 7 to 9)",
            labels={"Model": "{model}", "Network": "{network}", "Condition": "{condition}"},
        ),
    log:
        "results/logs/plot_losses/{model}/{network}/{condition}.log",
    benchmark:
        "results/benchmarks/plot_losses/{model}/{network}/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        seeds=config["seeds"],
        code=fingerprint("chromacel.stages.plot_losses"),
    shell:
        "python -m chromacel.stages.plot_losses {output.figure:q}"
        " --model {wildcards.model} --network {wildcards.network}"
        " --condition {wildcards.condition} --seeds {params.seeds}"
        " --batches {input.batches:q} --epochs {input.epochs:q} &> {log:q}"


rule plot_convergence:
    input:
        progress=expand(
            "results/models/{{model}}/{{condition}}/{seed}/progress.h5", seed=config["seeds"][0]
        ),
    output:
        figure="results/figures/convergence/{model}/{condition}.png",
    log:
        "results/logs/plot_convergence/{model}/{condition}.log",
    benchmark:
        "results/benchmarks/plot_convergence/{model}/{condition}.tsv"
    conda:
        "../../envs/models.yaml"
    params:
        code=fingerprint("chromacel.stages.plot_convergence"),
    shell:
        "python -m chromacel.stages.plot_convergence {input.progress:q} {output.figure:q}"
        " &> {log:q}"


rule plot_comparison:
    input:
        colored=expand(
            "results/evaluation/{model}/{{condition}}/{seed}/colored.h5",
            model=config["models"],
            seed=config["seeds"][0],
        ),
        test=shard_files("test"),
    output:
        figure="results/figures/comparison/{condition}.png",
    log:
        "results/logs/plot_comparison/{condition}.log",
    benchmark:
        "results/benchmarks/plot_comparison/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        samples=config["evaluation"]["samples"],
        code=fingerprint("chromacel.stages.plot_comparison"),
    shell:
        "python -m chromacel.stages.plot_comparison {output.figure:q}"
        " --condition {wildcards.condition} --samples {params.samples}"
        " --colored {input.colored:q} --test {input.test:q} &> {log:q}"


rule plot_samples:
    input:
        colored=expand(
            "results/evaluation/{{model}}/{{condition}}/{seed}/colored.h5", seed=config["seeds"][0]
        ),
        test=shard_files("test"),
    output:
        figure="results/figures/samples/{model}/{condition}.png",
    log:
        "results/logs/plot_samples/{model}/{condition}.log",
    benchmark:
        "results/benchmarks/plot_samples/{model}/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        samples=config["evaluation"]["samples"],
        code=fingerprint("chromacel.stages.plot_samples"),
    shell:
        "python -m chromacel.stages.plot_samples {output.figure:q} --samples {params.samples}"
        " --colored {input.colored:q} --test {input.test:q} &> {log:q}"
