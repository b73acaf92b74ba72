# One job per episode and step: from the video to pictures at the models' size.


# Elsewhere it could draw over a video of the same name.
if config["episodes"] == "demo":

    rule draw_demo_episode:
        output:
            video="results/episodes/{episode}.mp4",
        log:
            "results/logs/draw_demo_episode/{episode}.log",
        benchmark:
            "results/benchmarks/draw_demo_episode/{episode}.tsv"
        conda:
            "../../envs/ingest.yaml"
        params:
            settings=flags(config["demo"]),
            code=fingerprint("chromacel.stages.draw_demo_episode"),
        shell:
            "python -m chromacel.stages.draw_demo_episode {output.video:q} {params.settings} &> {log:q}"


rule extract_frames:
    input:
        episode=episode_file,
    output:
        frames="results/frames/{episode}.h5",
    log:
        "results/logs/extract_frames/{episode}.log",
    benchmark:
        "results/benchmarks/extract_frames/{episode}.tsv"
    conda:
        "../../envs/ingest.yaml"
    params:
        settings=flags(config["frames"]),
        code=fingerprint("chromacel.stages.extract_frames"),
    shell:
        "python -m chromacel.stages.extract_frames {params.settings}"
        " -- {input.episode:q} {output.frames:q} &> {log:q}"


rule make_grayscale:
    input:
        frames="results/frames/{episode}.h5",
    output:
        grayscale="results/grayscale/{episode}.h5",
    log:
        "results/logs/make_grayscale/{episode}.log",
    benchmark:
        "results/benchmarks/make_grayscale/{episode}.tsv"
    conda:
        "../../envs/ingest.yaml"
    params:
        code=fingerprint("chromacel.stages.make_grayscale"),
    shell:
        "python -m chromacel.stages.make_grayscale {input.frames:q} {output.grayscale:q} &> {log:q}"


rule detect_edges:
    input:
        grayscale="results/grayscale/{episode}.h5",
    output:
        edges="results/edges/{episode}.h5",
    log:
        "results/logs/detect_edges/{episode}.log",
    benchmark:
        "results/benchmarks/detect_edges/{episode}.tsv"
    conda:
        "../../envs/ingest.yaml"
    params:
        settings=flags(config["edges"]),
        code=fingerprint("chromacel.stages.detect_edges"),
    shell:
        "python -m chromacel.stages.detect_edges {input.grayscale:q} {output.edges:q}"
        " {params.settings} &> {log:q}"


rule downsample_frames:
    input:
        frames="results/frames/{episode}.h5",
        grayscale="results/grayscale/{episode}.h5",
        edges="results/edges/{episode}.h5",
    output:
        downsampled="results/downsampled/{episode}.h5",
    log:
        "results/logs/downsample_frames/{episode}.log",
    benchmark:
        "results/benchmarks/downsample_frames/{episode}.tsv"
    conda:
        "../../envs/ingest.yaml"
    params:
        settings=flags(config["downsampling"]),
        code=fingerprint("chromacel.stages.downsample_frames"),
    shell:
        "python -m chromacel.stages.downsample_frames {input.frames:q} {input.grayscale:q}"
        " {input.edges:q} {output.downsampled:q} {params.settings} &> {log:q}"
