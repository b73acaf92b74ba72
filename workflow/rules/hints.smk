# How near colors come to the truth, the more hints there are, which are given in true colors.
# Nothing here runs unless `hints.pictures` asks for it.
HINTED = [model for model in config["models"] if RECIPES[model].takes_hints]
HINT_METRICS = [
    *expand(
        "results/hints/{method}/{condition}.csv", method=UNTRAINED, condition=config["conditions"]
    ),
    *expand(
        "results/hints/{method}/{condition}.csv",
        method=TRANSFERS,
        condition=[name for name in config["conditions"] if name == "gray"],
    ),
    *expand("results/hints/{model}/{condition}/{seed}.csv", **TRAININGS | {"model": HINTED}),
]
HINT_FILES, HINT_TABLE, HINT_FIGURES = [], [], []
if config["hints"]["pictures"]:
    HINT_TABLE = ["results/hints.csv"]
    HINT_FIGURES = ["results/figures/hints.png"]
    HINT_FILES = [*HINT_METRICS, "results/hints.csv", "results/hints.md"]


rule measure_hints:
    input:
        test=shard_files("test", "rgb", "{condition}"),
    output:
        metrics="results/hints/{method}/{condition}.csv",
    log:
        "results/logs/measure_hints/{method}/{condition}.log",
    benchmark:
        "results/benchmarks/measure_hints/{method}/{condition}.tsv"
    wildcard_constraints:
        method="|".join(UNTRAINED),
    conda:
        "../../envs/models.yaml"
    params:
        settings=flags(config["hints"]),
        code=fingerprint("chromacel.stages.measure_hints"),
    shell:
        "python -m chromacel.stages.measure_hints {output.metrics:q} {params.settings}"
        " --method {wildcards.method} --condition {wildcards.condition}"
        " --test {input.test:q} &> {log:q}"


rule measure_transfers:
    input:
        training=shard_files("training", "rgb", "gray"),
        test=shard_files("test", "rgb", "gray"),
    output:
        metrics="results/hints/{method}/gray.csv",
    log:
        "results/logs/measure_transfers/{method}.log",
    benchmark:
        "results/benchmarks/measure_transfers/{method}.tsv"
    wildcard_constraints:
        method="|".join(TRANSFERS),
    conda:
        "../../envs/models.yaml"
    params:
        settings=flags(config["hints"]),
        code=fingerprint("chromacel.stages.measure_transfers"),
    shell:
        "python -m chromacel.stages.measure_transfers {output.metrics:q} {params.settings}"
        " --method {wildcards.method} --training {input.training:q} --test {input.test:q} &> {log:q}"


rule evaluate_hinted:
    input:
        weights="results/models/{model}/{condition}/{seed}/weights.safetensors",
        test=shard_files("test", "rgb", "{condition}"),
    output:
        metrics="results/hints/{model}/{condition}/{seed}.csv",
    log:
        "results/logs/evaluate_hinted/{model}/{condition}/{seed}.log",
    benchmark:
        "results/benchmarks/evaluate_hinted/{model}/{condition}/{seed}.tsv"
    conda:
        "../../envs/models.yaml"
    threads: model_threads
    resources:
        gpu=gpus,
        device=config["device"],
        mem_mb=growing(4000),
    params:
        settings=flags(config["hints"]),
        code=model_code("chromacel.stages.evaluate_hinted"),
    shell:
        "python -m chromacel.stages.evaluate_hinted {input.weights:q} {output.metrics:q}"
        " {params.settings} --device {resources.device} --test {input.test:q} &> {log:q}"


rule tabulate_hints:
    input:
        metrics=HINT_METRICS,
    output:
        csv="results/hints.csv",
        markdown="results/hints.md",
    log:
        "results/logs/tabulate_hints.log",
    benchmark:
        "results/benchmarks/tabulate_hints.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.tabulate_hints"),
    shell:
        "python -m chromacel.stages.tabulate_hints {output.csv:q} {output.markdown:q}"
        " --metrics {input.metrics:q} &> {log:q}"


rule plot_hints:
    input:
        table="results/hints.csv",
    output:
        figure="results/figures/hints.png",
    log:
        "results/logs/plot_hints.log",
    benchmark:
        "results/benchmarks/plot_hints.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.plot_hints"),
    shell:
        "python -m chromacel.stages.plot_hints {output.figure:q} {input.table:q} &> {log:q}"
