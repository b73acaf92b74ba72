# The table and the figures, all of them in the report.
NETWORKS = {"convnet": ["generator"], "gan": ["discriminator", "generator"]}
FIGURES = [
    "results/figures/dataset.png",
    *(
        f"results/figures/losses/{model}/{network}/{condition}.png"
        for model in config["models"]
        for network in NETWORKS[model]
        for condition in config["conditions"]
    ),
    *expand("results/figures/comparison/{condition}.png", condition=config["conditions"]),
    *expand(
        "results/figures/samples/{model}/{condition}.png",
        model=config["models"],
        condition=config["conditions"],
    ),
]


rule tabulate_metrics:
    input:
        models=expand("results/evaluation/{model}/{condition}/{seed}/metrics.csv", **TRAININGS),
        baselines="results/evaluation/baselines.csv",
    output:
        csv="results/table.csv",
        markdown="results/table.md",
        html=report(
            "results/table.html",
            caption="../report/table.rst",
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
        " {output.html:q} --models {input.models:q} --baselines {input.baselines:q} &> {log:q}"


rule plot_dataset:
    input:
        shard="results/dataset/training-0.h5",
    output:
        figure=report(
            "results/figures/dataset.png",
            caption="../report/dataset.rst",
            category="2. Dataset",
            labels={"Figure": "6: samples of the dataset"},
        ),
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
            caption="../report/losses.rst",
            category="3. Training (Figures 7 to 9)",
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


rule plot_comparison:
    input:
        samples=expand(
            "results/evaluation/{model}/{{condition}}/{seed}/samples.h5",
            model=config["models"],
            seed=config["seeds"][0],
        ),
    output:
        figure=report(
            "results/figures/comparison/{condition}.png",
            caption="../report/comparison.rst",
            category="4. Test frames, all models (Figures 10 and 11)",
            labels={"Figure": "Colored test frames", "Condition": "{condition}"},
        ),
    log:
        "results/logs/plot_comparison/{condition}.log",
    benchmark:
        "results/benchmarks/plot_comparison/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        models=config["models"],
        code=fingerprint("chromacel.stages.plot_comparison"),
    shell:
        "python -m chromacel.stages.plot_comparison {output.figure:q}"
        " --condition {wildcards.condition} --models {params.models}"
        " --samples {input.samples:q} &> {log:q}"


rule plot_samples:
    input:
        samples=expand(
            "results/evaluation/{{model}}/{{condition}}/{seed}/samples.h5", seed=config["seeds"][0]
        ),
    output:
        figure=report(
            "results/figures/samples/{model}/{condition}.png",
            caption="../report/samples.rst",
            category="5. Test frames, model by model",
            labels={"Condition": "{condition}", "Model": "{model}"},
        ),
    log:
        "results/logs/plot_samples/{model}/{condition}.log",
    benchmark:
        "results/benchmarks/plot_samples/{model}/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    params:
        code=fingerprint("chromacel.stages.plot_samples"),
    shell:
        "python -m chromacel.stages.plot_samples {input.samples:q} {output.figure:q}"
        " --model {wildcards.model} --condition {wildcards.condition} &> {log:q}"
