# From all episodes to one shuffled dataset in three splits. There may be more episodes than a command
# line holds, so the shell writes their files into a pipe that the stage reads.


rule split_frames:
    input:
        frames=expand("results/frames/{episode}.h5", episode=EPISODES),
    output:
        split="results/dataset/split.csv",
        left_out="results/dataset/left_out.csv",
    log:
        "results/logs/split_frames.log",
    benchmark:
        "results/benchmarks/split_frames.tsv"
    conda:
        "../../envs/ingest.yaml"
    resources:
        slot=1,
    params:
        settings=flags(config["split"]),
        code=fingerprint("chromacel.stages.split_frames"),
    shell:
        "python -m chromacel.stages.split_frames {output.split:q} {output.left_out:q}"
        " {params.settings} --frames <(printf '%s\\0' {input.frames:q}) &> {log:q}"


rule audit_leakage:
    input:
        split="results/dataset/split.csv",
        frames=expand("results/frames/{episode}.h5", episode=EPISODES),
    output:
        leakage="results/dataset/leakage.csv",
    log:
        "results/logs/audit_leakage.log",
    benchmark:
        "results/benchmarks/audit_leakage.tsv"
    conda:
        "../../envs/ingest.yaml"
    resources:
        slot=1,
    params:
        settings=flags(config["split"]),
        code=fingerprint("chromacel.stages.audit_leakage"),
    shell:
        "python -m chromacel.stages.audit_leakage {input.split:q} {output.leakage:q}"
        " {params.settings} --frames <(printf '%s\\0' {input.frames:q}) &> {log:q}"


rule write_shard:
    input:
        split="results/dataset/split.csv",
        downsampled=expand("results/downsampled/{{pictures}}/{episode}.h5", episode=EPISODES),
    output:
        shard="results/dataset/{pictures}/{split}-{shard}.h5",
    log:
        "results/logs/write_shard/{pictures}/{split}-{shard}.log",
    benchmark:
        "results/benchmarks/write_shard/{pictures}/{split}-{shard}.tsv"
    conda:
        "../../envs/ingest.yaml"
    resources:
        slot=1,
    params:
        code=fingerprint("chromacel.stages.write_shard"),
    shell:
        "python -m chromacel.stages.write_shard {input.split:q} {output.shard:q}"
        " --name {wildcards.split} --number {wildcards.shard} --pictures {wildcards.pictures}"
        " --downsampled <(printf '%s\\0' {input.downsampled:q}) &> {log:q}"


rule describe_dataset:
    input:
        split="results/dataset/split.csv",
        leakage="results/dataset/leakage.csv",
        left_out="results/dataset/left_out.csv",
        shards=SHARDS,
    output:
        card=report(
            "results/dataset/card.html",
            caption="../../src/chromacel/report/captions/card.rst",
            category="2. Dataset",
            labels={"Page": "Dataset card"},
        ),
        croissant="results/dataset/croissant.json",
    log:
        "results/logs/describe_dataset.log",
    benchmark:
        "results/benchmarks/describe_dataset.tsv"
    conda:
        "../../envs/results.yaml"
    resources:
        slot=1,
    params:
        settings=flags(config["split"]),
        code=fingerprint("chromacel.stages.describe_dataset"),
    shell:
        "python -m chromacel.stages.describe_dataset {input.split:q} {input.leakage:q}"
        " {output.card:q} {output.croissant:q} {params.settings}"
        " --left-out {input.left_out:q} --shards {input.shards:q} &> {log:q}"
