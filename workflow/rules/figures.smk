# The figures. Those of pictures are large: the report's own page alone shows them.
# Figures 3 to 5 show the paper's networks, and one more each other model's.
ARCHITECTURES = [
    "generator",
    *(["discriminator", "gan"] if "gan" in config["models"] else []),
    *(model for model in config["models"] if model not in ("convnet", "gan")),
]
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
    *SHOT_FIGURES,
    *HINT_FIGURES,
    "results/figures/leakage.png",
    "results/figures/errors.png",
    *(["results/figures/unseen.png"] if PICTURES else []),
]

small = config["downsampling"]


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
        network="|".join(["generator", "discriminator", *RECIPES]),
    conda:
        "../../envs/models.yaml"
    resources:
        **SHORT,
    params:
        size=flags({"rows": small["height"], "columns": small["width"]}),
        settings=drawn_settings,
        label=drawn_label,
        code=model_code("chromacel.stages.plot_architecture", drawn_model),
    shell:
        "python -m chromacel.stages.plot_architecture {output.figure:q} {params.size}"
        " --network {wildcards.network} {params.settings} &> {log:q}"


rule plot_dataset:
    input:
        shards=expand("results/dataset/{pictures}/training-0.h5", pictures=FOLDERS),
    output:
        figure="results/figures/dataset.png",
    log:
        "results/logs/plot_dataset.log",
    benchmark:
        "results/benchmarks/plot_dataset.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.plot_dataset"),
    shell:
        "python -m chromacel.stages.plot_dataset {output.figure:q} --shards {input.shards:q} &> {log:q}"


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
    resources:
        **SHORT,
    params:
        seeds=config["seeds"],
        names=figure_names,
        code=fingerprint("chromacel.stages.plot_losses"),
    shell:
        "python -m chromacel.stages.plot_losses {output.figure:q}"
        " --model {wildcards.model} --network {wildcards.network}"
        " --condition {wildcards.condition} --seeds {params.seeds}"
        " --batches {input.batches:q} --epochs {input.epochs:q} &> {log:q}"


rule plot_convergence:
    input:
        progress=expand(
            "results/models/{{model}}/{{condition}}/{seed}/progress.h5", seed=FIRST_SEED
        ),
        test=shard_files("test", "rgb"),
    output:
        figure="results/figures/convergence/{model}/{condition}.png",
    log:
        "results/logs/plot_convergence/{model}/{condition}.log",
    benchmark:
        "results/benchmarks/plot_convergence/{model}/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        code=fingerprint("chromacel.stages.plot_convergence"),
    shell:
        "python -m chromacel.stages.plot_convergence {input.progress:q} {output.figure:q}"
        " --test {input.test:q} &> {log:q}"


rule plot_comparison:
    input:
        colored=expand(
            "results/evaluation/{model}/{{condition}}/{seed}/colored.h5",
            model=config["models"],
            seed=FIRST_SEED,
        ),
        test=shard_files("test", "rgb", "{condition}"),
    output:
        figure="results/figures/comparison/{condition}.png",
    log:
        "results/logs/plot_comparison/{condition}.log",
    benchmark:
        "results/benchmarks/plot_comparison/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
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
            "results/evaluation/{{model}}/{{condition}}/{seed}/colored.h5", seed=FIRST_SEED
        ),
        test=shard_files("test", "rgb", "{condition}"),
    output:
        figure="results/figures/samples/{model}/{condition}.png",
    log:
        "results/logs/plot_samples/{model}/{condition}.log",
    benchmark:
        "results/benchmarks/plot_samples/{model}/{condition}.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
    params:
        samples=config["evaluation"]["samples"],
        code=fingerprint("chromacel.stages.plot_samples"),
    shell:
        "python -m chromacel.stages.plot_samples {output.figure:q} --samples {params.samples}"
        " --colored {input.colored:q} --test {input.test:q} &> {log:q}"
