# A little human color: frames worth coloring, and models adapted to those that a person has colored.
# Nothing here runs unless `keyframes.folder` names some, or a proposal is asked for by its path.


include: "keyframe_files.smk"


FITTING = {key: value for key, value in config["frames"].items() if key != "picture_stride"}
ADAPTATION = {key: config["keyframes"][key] for key in ("share", "epochs", "learning_rate")}
ADAPTED_METRICS, ADAPTED = [], []
if KEYFRAMES:
    ADAPTED_METRICS = expand("results/adapted/{model}/{condition}/{seed}/metrics.csv", **TRAININGS)
    ADAPTED = [
        "results/keyframes/keyframes.csv",
        "results/keyframes/pairs.h5",
        *ADAPTED_METRICS,
        *expand(
            "results/adapted/{model}/{condition}/{seed}/{file}",
            file=["weights.safetensors", "epochs.csv", "record.json", "colored.h5"],
            **TRAININGS,
        ),
    ]


rule propose_keyframes:
    input:
        video=watched_video,
    output:
        folder=directory("results/keyframes/proposed/{episode}"),
    log:
        "results/logs/propose_keyframes/{episode}.log",
    benchmark:
        "results/benchmarks/propose_keyframes/{episode}.tsv"
    conda:
        "../../envs/keyframes.yaml"
    params:
        video=video,
        stamp=video_stamp,
        asked=config["keyframes"]["count"],
        code=fingerprint("chromacel.stages.propose_keyframes"),
    shell:
        "python -m chromacel.stages.propose_keyframes {params.video:q} {output.folder:q}"
        " --count {params.asked} &> {log:q}"


rule check_keyframes:
    input:
        videos=[VIDEOS[episode] for episode in KEYFRAMES if episode in VIDEOS],
        frames=expand("results/frames/{episode}.h5", episode=KEYFRAMES),
        proposed=KEYFRAMES.values() if config["keyframes"]["folder"] == "proposed" else [],
    output:
        report="results/keyframes/keyframes.csv",
        pairs="results/keyframes/pairs.h5",
    log:
        "results/logs/check_keyframes.log",
    benchmark:
        "results/benchmarks/check_keyframes.tsv"
    conda:
        "../../envs/keyframes.yaml"
    resources:
        mem_mb=growing(4000),
    params:
        settings=flags(FITTING),
        asked=config["keyframes"]["count"],
        folders=keyframe_folders,
        videos=keyframe_videos,
        stamps=keyframe_stamps,
        code=fingerprint("chromacel.stages.check_keyframes"),
    shell:
        "python -m chromacel.stages.check_keyframes {output.report:q} {output.pairs:q}"
        " {params.settings} --count {params.asked}"
        " --folders <(printf '%s\\0' {params.folders:q})"
        " --episodes <(printf '%s\\0' {params.videos:q})"
        " --frames <(printf '%s\\0' {input.frames:q}) &> {log:q}"


rule adapt_model:
    input:
        trained="results/models/{model}/{condition}/{seed}/weights.safetensors",
        keyframes="results/keyframes/pairs.h5",
        training=shard_files("training", "rgb", "{condition}"),
        validation=shard_files("validation", "rgb", "{condition}"),
    output:
        weights="results/adapted/{model}/{condition}/{seed}/weights.safetensors",
        epochs="results/adapted/{model}/{condition}/{seed}/epochs.csv",
        record="results/adapted/{model}/{condition}/{seed}/record.json",
    log:
        "results/logs/adapt_model/{model}/{condition}/{seed}.log",
    benchmark:
        "results/benchmarks/adapt_model/{model}/{condition}/{seed}.tsv"
    conda:
        "../../envs/models.yaml"
    threads: model_threads
    resources:
        gpu=gpus,
        device=config["device"],
        engine=flags(config["engine"]),
        mem_mb=growing(16000),
        runtime=growing(240),
    params:
        settings=flags(ADAPTATION),
        kept=KEPT,
        code=model_code("chromacel.stages.adapt_model"),
    shell:
        "python -m chromacel.stages.adapt_model {output.weights:q} {output.epochs:q}"
        " {output.record:q} {input.trained:q} {input.keyframes:q} {params.settings}"
        " {resources.engine} --device {resources.device} --kept {params.kept:q}"
        " --training {input.training:q} --validation {input.validation:q} &> {log:q}"


rule evaluate_adapted:
    input:
        weights="results/adapted/{model}/{condition}/{seed}/weights.safetensors",
        keyframes="results/keyframes/pairs.h5",
        split="results/dataset/split.csv",
        test=shard_files("test", "rgb", "{condition}"),
    output:
        metrics="results/adapted/{model}/{condition}/{seed}/metrics.csv",
        colored="results/adapted/{model}/{condition}/{seed}/colored.h5",
    log:
        "results/logs/evaluate_adapted/{model}/{condition}/{seed}.log",
    benchmark:
        "results/benchmarks/evaluate_adapted/{model}/{condition}/{seed}.tsv"
    conda:
        "../../envs/models.yaml"
    threads: model_threads
    resources:
        gpu=gpus,
        device=config["device"],
        mem_mb=growing(8000),
    params:
        batch_size=config["evaluation"]["batch_size"],
        code=model_code("chromacel.stages.evaluate_adapted"),
    shell:
        "python -m chromacel.stages.evaluate_adapted {input.weights:q} {input.keyframes:q}"
        " {output.metrics:q} {output.colored:q} --batch-size {params.batch_size}"
        " --device {resources.device} --split {input.split:q} --test {input.test:q} &> {log:q}"
