# One job per episode and step: from the video or comic to pictures at the models' size.
PER_EPISODE = [*FOLDERS.values(), *expand("downsampled/{pictures}", pictures=FOLDERS)]


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


# It comes first and takes all cores of a computer, so that all bad episodes are named before any is
# decoded. It does not fail, so that its report is there; a bad episode's extraction does, unless it
# is to be skipped. No rule waits for the report: a new one would make every frame old.
rule check_episodes:
    input:
        videos=VIDEOS.values(),
    output:
        report="results/episodes.csv",
    log:
        "results/logs/check_episodes.log",
    benchmark:
        "results/benchmarks/check_episodes.tsv"
    priority: 1
    conda:
        "../../envs/ingest.yaml"
    threads: 64
    params:
        videos=videos,
        stamps=list(VIDEO_STAMPS.values()),
        left_out=videos_left_out,
        settings=flags(config["frames"]),
        downsampled=[config["downsampling"]["height"], config["downsampling"]["width"]],
        damaged=config["damaged_frames"],
        bad=config["bad_episodes"],
        code=fingerprint("chromacel.stages.check_episodes"),
    shell:
        "python -m chromacel.stages.check_episodes {output.report:q} {params.settings}"
        " --downsampled {params.downsampled} --damaged {params.damaged} --bad {params.bad}"
        " --threads {threads}"
        " --episodes <(printf '%s\\0' {params.videos:q})"
        " --left-out <(printf '%s\\0' {params.left_out:q}) &> {log:q}"


# Another tolerance of damage is a resource and no parameter: it reruns nothing that is done, but for
# what was left out.
rule extract_frames:
    input:
        video=watched_video,
    output:
        frames="results/frames/{episode}.h5",
    log:
        "results/logs/extract_frames/{episode}.log",
    benchmark:
        "results/benchmarks/extract_frames/{episode}.tsv"
    conda:
        "../../envs/ingest.yaml"
    resources:
        damaged=config["damaged_frames"],
        bad=config["bad_episodes"],
    params:
        video=video,
        stamp=video_stamp,
        settings=frame_flags,
        tolerance=tolerance,
        code=fingerprint("chromacel.stages.extract_frames"),
    shell:
        "python -m chromacel.stages.extract_frames {params.settings} --damaged {resources.damaged}"
        " --bad {resources.bad} -- {params.video:q} {output.frames:q} &> {log:q}"


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


# Pictures in color and of each condition on their own, and so are shards: a training depends on those
# that it reads.
rule downsample_frames:
    input:
        frames=frames_at_full_size,
    output:
        downsampled="results/downsampled/{pictures}/{episode}.h5",
    log:
        "results/logs/downsample_frames/{pictures}/{episode}.log",
    benchmark:
        "results/benchmarks/downsample_frames/{pictures}/{episode}.tsv"
    conda:
        "../../envs/ingest.yaml"
    params:
        settings=flags(config["downsampling"]),
        code=fingerprint("chromacel.stages.downsample_frames"),
    shell:
        "python -m chromacel.stages.downsample_frames {input.frames:q} {output.downsampled:q}"
        " {params.settings} --pictures {wildcards.pictures} &> {log:q}"
