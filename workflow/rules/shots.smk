# Whole shots of the test episodes' videos, colored and measured: whether colors are steady.
SHOT_FILES, SHOT_TABLE, SHOT_FIGURES = [], [], []
if config["shots"]["number"] and set(EPISODES) - COMICS:
    SHOT_TABLE = ["results/shots.csv"]
    SHOT_FIGURES = ["results/figures/shots.png", "results/figures/film.mp4"]
    SHOT_FILES = [
        "results/shots/shots.h5",
        *expand("results/shots/{model}/{condition}/{seed}/metrics.csv", **TRAININGS),
        *expand("results/shots/{model}/{condition}/{seed}/colored.h5", **TRAININGS),
        "results/shots.csv",
        "results/shots.md",
    ]


rule take_shots:
    input:
        videos=VIDEOS.values(),
        split="results/dataset/split.csv",
        test=shard_files("test", *FOLDERS),
    output:
        shots="results/shots/shots.h5",
    log:
        "results/logs/take_shots.log",
    benchmark:
        "results/benchmarks/take_shots.tsv"
    conda:
        "../../envs/ingest.yaml"
    resources:
        slot=1,
        mem_mb=growing(4000),
    params:
        names=list(EPISODES),
        videos=videos,
        stamps=list(VIDEO_STAMPS.values()),
        settings=flags(config["shots"]),
        code=fingerprint("chromacel.stages.take_shots"),
    shell:
        "python -m chromacel.stages.take_shots {output.shots:q} {params.settings}"
        " --split {input.split:q} --names <(printf '%s\\0' {params.names:q})"
        " --episodes <(printf '%s\\0' {params.videos:q}) --test {input.test:q} &> {log:q}"


# One job for all trainings, since it takes longer to start than to color a few seconds.
rule color_shots:
    input:
        shots="results/shots/shots.h5",
        weights=expand("results/models/{model}/{condition}/{seed}/weights.safetensors", **TRAININGS),
    output:
        colored=expand("results/shots/{model}/{condition}/{seed}/colored.h5", **TRAININGS),
    log:
        "results/logs/color_shots.log",
    benchmark:
        "results/benchmarks/color_shots.tsv"
    conda:
        "../../envs/coloring.yaml"
    threads: model_threads
    resources:
        gpu=gpus,
        device=config["device"],
        mem_mb=growing(8000),
    params:
        code=models_code("chromacel.stages.color_shots"),
    shell:
        "python -m chromacel.stages.color_shots {input.shots:q} --weights {input.weights:q}"
        " --colored {output.colored:q} --device {resources.device} &> {log:q}"


# One job for all of these, too, since the motion in a shot takes longer to find than the rest.
rule measure_shots:
    input:
        shots="results/shots/shots.h5",
        colored=expand("results/shots/{model}/{condition}/{seed}/colored.h5", **TRAININGS),
    output:
        csv="results/shots.csv",
        markdown="results/shots.md",
        metrics=expand("results/shots/{model}/{condition}/{seed}/metrics.csv", **TRAININGS),
    log:
        "results/logs/measure_shots.log",
    benchmark:
        "results/benchmarks/measure_shots.tsv"
    conda:
        "../../envs/ingest.yaml"
    resources:
        slot=1,
        mem_mb=growing(4000),
    params:
        code=fingerprint("chromacel.stages.measure_shots"),
    shell:
        "python -m chromacel.stages.measure_shots {output.csv:q} {output.markdown:q}"
        " {input.shots:q} --colored {input.colored:q} --metrics {output.metrics:q} &> {log:q}"


rule plot_shots:
    input:
        shots="results/shots/shots.h5",
        colored=expand(
            "results/shots/{model}/{condition}/{seed}/colored.h5",
            condition=config["conditions"],
            model=config["models"],
            seed=FIRST_SEED,
        ),
    output:
        figure="results/figures/shots.png",
        film="results/figures/film.mp4",
    log:
        "results/logs/plot_shots.log",
    benchmark:
        "results/benchmarks/plot_shots.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
        mem_mb=growing(4000),
    params:
        code=fingerprint("chromacel.stages.plot_shots"),
    shell:
        "python -m chromacel.stages.plot_shots {output.figure:q} {output.film:q} {input.shots:q}"
        " --colored {input.colored:q} &> {log:q}"
