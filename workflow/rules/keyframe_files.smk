# Which of the user's files the rules on keyframes read.


def keyframe_stamps(wildcards):
    """Of each of the user's pictures, path, time and size: a folder's own time does not tell that
    one in it has changed."""
    if config["keyframes"]["folder"] == "proposed":
        return []
    files = [path for folder in KEYFRAMES.values() for path in sorted(folder.iterdir())]
    shown = [path for path in files if not path.name.startswith(".")]
    return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in shown]


def keyframe_videos(wildcards, input):
    if config["episodes"] == "demo":
        return input.videos
    return [str(EPISODES[episode]) for episode in KEYFRAMES]


def keyframe_folders(wildcards, input):
    return input.proposed or list(map(str, KEYFRAMES.values()))
