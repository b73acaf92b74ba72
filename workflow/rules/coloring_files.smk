# What the rule that colors whole videos and comics reads.


def uncolored(wildcards):
    if wildcards.episode not in UNCOLORED:
        return f"{wildcards.episode}, which `color` does not name"
    return WATCHED_UNCOLORED.get(wildcards.episode, [])


def uncolored_stamp(wildcards):
    return UNCOLORED_STAMPS.get(wildcards.episode)


def uncolored_path(wildcards, input):
    return input.source or str(UNCOLORED[wildcards.episode])


def coloring_records(wildcards):
    """Models that take hints are for hints, as `chromacel color` has it."""
    folder = "adapted" if wildcards.episode in KEYFRAMES else "models"
    plain = [model for model in config["models"] if not RECIPES[model].takes_hints]
    trainings = TRAININGS | {"model": plain or config["models"]}
    return expand(f"results/{folder}/{{model}}/{{condition}}/{{seed}}/record.json", **trainings)


def coloring_weights(wildcards):
    return [
        str(Path(record).with_name("weights.safetensors")) for record in coloring_records(wildcards)
    ]


def coloring_keyframes(wildcards):
    """None where the proposed frames stand for them in true colors: it is black and white."""
    if config["keyframes"]["folder"] == "proposed" or wildcards.episode not in KEYFRAMES:
        return []
    return [str(path) for path in picture_files(KEYFRAMES[wildcards.episode])]
