# Pictures and episodes without truth in color.


include: "coloring_files.smk"


# The user's own pictures without truth, colored by each model: Figure 15.
UNSEEN = [
    *WATCHED_PICTURES.values(),
    "results/unseen/pictures.csv",
    *expand("results/unseen/{model}/{condition}/{seed}", **TRAININGS),
]


# Elsewhere it could draw over a picture of the same name.
if config["unseen"] == "demo":

    rule draw_demo_pictures:
        output:
            pictures=PICTURES.values(),
        log:
            "results/logs/draw_demo_pictures.log",
        benchmark:
            "results/benchmarks/draw_demo_pictures.tsv"
        conda:
            "../../envs/results.yaml"
        params:
            seed=config["demo"]["seed"] + 1,  # another seed is another show
            code=fingerprint("chromacel.stages.draw_demo_pictures"),
        shell:
            "python -m chromacel.stages.draw_demo_pictures --seed {params.seed}"
            " --pictures {output.pictures:q} &> {log:q}"


# The report, and not the command line, names the pictures to the rules below: there may be
# thousands. They are inputs all the same, so that a changed one is colored again.
rule check_pictures:
    input:
        pictures=WATCHED_PICTURES.values(),
    output:
        report="results/unseen/pictures.csv",
    log:
        "results/logs/check_pictures.log",
    benchmark:
        "results/benchmarks/check_pictures.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        mem_mb=growing(4000),  # a picture may have 80 megapixels
    params:
        pictures=pictures,
        stamps=list(PICTURE_STAMPS.values()),
        left_out=pictures_left_out,
        code=fingerprint("chromacel.stages.check_pictures"),
    shell:
        "python -m chromacel.stages.check_pictures {output.report:q}"
        " --pictures <(printf '%s\\0' {params.pictures:q})"
        " --left-out <(printf '%s\\0' {params.left_out:q}) &> {log:q}"


rule color_pictures:
    input:
        weights="results/models/{model}/{condition}/{seed}/weights.safetensors",
        report="results/unseen/pictures.csv",
        pictures=WATCHED_PICTURES.values(),
    output:
        colored=directory("results/unseen/{model}/{condition}/{seed}"),
    log:
        "results/logs/color_pictures/{model}/{condition}/{seed}.log",
    benchmark:
        "results/benchmarks/color_pictures/{model}/{condition}/{seed}.tsv"
    conda:
        "../../envs/models.yaml"
    threads: model_threads
    resources:
        gpu=gpus,
        device=config["device"],
        mem_mb=growing(8000),
    params:
        stamps=list(PICTURE_STAMPS.values()),
        kept=KEPT,
        code=model_code("chromacel.stages.color_pictures"),
    shell:
        "python -m chromacel.stages.color_pictures {input.weights:q} {input.report:q}"
        " {output.colored:q} --device {resources.device} --kept {params.kept:q} &> {log:q}"


rule plot_unseen:
    input:
        report="results/unseen/pictures.csv",
        pictures=WATCHED_PICTURES.values(),
        colored=expand(
            "results/unseen/{model}/{condition}/{seed}",
            condition=config["conditions"],
            model=config["models"],
            seed=FIRST_SEED,
        ),
    output:
        figure=report(
            "results/figures/unseen.png",
            caption="../../src/chromacel/report/captions/unseen.rst",
            category="6. Pictures without truth (Figure 15)",
            labels={"Figure": "15: pictures without truth"},
        ),
    log:
        "results/logs/plot_unseen.log",
    benchmark:
        "results/benchmarks/plot_unseen.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        **SHORT,
        mem_mb=growing(4000),
    params:
        stamps=list(PICTURE_STAMPS.values()),
        code=fingerprint("chromacel.stages.plot_unseen"),
    shell:
        "python -m chromacel.stages.plot_unseen {output.figure:q} {input.report:q}"
        " --colored {input.colored:q} &> {log:q}"


# Whole videos and comics, colored by the model with the least L1 on the validation split: of the
# adapted ones where the episode has keyframes.
COLORED = expand("results/colored/{episode}", episode=UNCOLORED)


rule color_episode:
    input:
        source=uncolored,
        weights=coloring_weights,
        records=coloring_records,
    output:
        colored=directory("results/colored/{episode}"),
    log:
        "results/logs/color_episode/{episode}.log",
    benchmark:
        "results/benchmarks/color_episode/{episode}.tsv"
    conda:
        "../../envs/coloring.yaml"
    threads: 2
    resources:
        gpu=gpus,
        device=config["device"],
        mem_mb=growing(4000),
        runtime=growing(240),
    params:
        source=uncolored_path,
        stamp=uncolored_stamp,
        keyframes=coloring_keyframes,
        keyframe_stamps=keyframe_stamps,
        code=models_code("chromacel.stages.color_episode"),
    shell:
        "python -m chromacel.stages.color_episode {params.source:q} {output.colored:q}"
        " --records {input.records:q} --keyframes <(printf '%s\\0' {params.keyframes:q})"
        " --device {resources.device} &> {log:q}"
