# One job on one GPU per model, condition and seed: training, and evaluation on the test split.
# Device and engine are resources and no parameters: others rerun nothing that is done.

# Snakemake deletes the outputs of a job before it starts. So what a training made, and what a model
# colored, is kept here, too, by hard links: the same settings again take it from there.
KEPT = Path(rules.check_episodes.output.report).parent / "kept"


rule train_model:
    input:
        training=shard_files("training", "rgb", "{condition}"),
        validation=shard_files("validation", "rgb", "{condition}"),
        # To show how a few of its frames come out after each epoch: nothing is tuned on them.
        test=shard_files("test", "rgb", "{condition}"),
        start=start_weights,
    output:
        weights="results/models/{model}/{condition}/{seed}/weights.safetensors",
        batches="results/models/{model}/{condition}/{seed}/batches.csv",
        epochs="results/models/{model}/{condition}/{seed}/epochs.csv",
        record="results/models/{model}/{condition}/{seed}/record.json",
        progress="results/models/{model}/{condition}/{seed}/progress.h5",
    log:
        "results/logs/train_model/{model}/{condition}/{seed}.log",
    benchmark:
        "results/benchmarks/train_model/{model}/{condition}/{seed}.tsv"
    conda:
        "../../envs/models.yaml"
    threads: model_threads
    resources:
        gpu=gpus,
        device=config["device"],
        engine=flags(config["engine"]),
        mem_mb=growing(16000),  # the paper's dataset is 6 GB
        runtime=growing(720),  # one that is ended goes on from its resume file
    params:
        settings=training_flags,
        kept=KEPT,
        start=start_or_none,
        code=model_code("chromacel.stages.train_model"),
    shell:
        "python -m chromacel.stages.train_model {output.weights:q} {output.batches:q}"
        " {output.epochs:q} {output.record:q} {output.progress:q} {params.settings}"
        " --model {wildcards.model} --condition {wildcards.condition} --seed {wildcards.seed}"
        " --device {resources.device} --gpus {resources.gpu} {resources.engine}"
        " --kept {params.kept:q} --starts-from {params.start:q}"
        " --training {input.training:q} --validation {input.validation:q}"
        " --test {input.test:q} &> {log:q}"


rule evaluate_model:
    input:
        weights="results/models/{model}/{condition}/{seed}/weights.safetensors",
        split="results/dataset/split.csv",
        test=shard_files("test", "rgb", "{condition}"),
    output:
        metrics="results/evaluation/{model}/{condition}/{seed}/metrics.csv",
        errors="results/evaluation/{model}/{condition}/{seed}/errors.csv",
        colored="results/evaluation/{model}/{condition}/{seed}/colored.h5",
    log:
        "results/logs/evaluate_model/{model}/{condition}/{seed}.log",
    benchmark:
        "results/benchmarks/evaluate_model/{model}/{condition}/{seed}.tsv"
    conda:
        "../../envs/models.yaml"
    threads: model_threads
    resources:
        gpu=gpus,
        device=config["device"],
        mem_mb=growing(8000),
    params:
        batch_size=config["evaluation"]["batch_size"],
        code=model_code("chromacel.stages.evaluate_model"),
    shell:
        "python -m chromacel.stages.evaluate_model {input.weights:q} {output.metrics:q}"
        " {output.errors:q} {output.colored:q} --batch-size {params.batch_size}"
        " --device {resources.device} --split {input.split:q} --test {input.test:q} &> {log:q}"


rule evaluate_baselines:
    input:
        split="results/dataset/split.csv",
        training=shard_files("training", *FOLDERS),
        test=shard_files("test", *FOLDERS),
    output:
        metrics="results/evaluation/baselines.csv",
    log:
        "results/logs/evaluate_baselines.log",
    benchmark:
        "results/benchmarks/evaluate_baselines.tsv"
    conda:
        "../../envs/models.yaml"
    resources:
        mem_mb=growing(8000),
    params:
        code=fingerprint("chromacel.stages.evaluate_baselines"),
    shell:
        "python -m chromacel.stages.evaluate_baselines {output.metrics:q}"
        " --split {input.split:q} --training {input.training:q} --test {input.test:q} &> {log:q}"
