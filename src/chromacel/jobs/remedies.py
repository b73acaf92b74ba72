"""What a user of the workflow can do about an error, in the words of config and profile.

Standard library only: the Snakefile needs it for the config's mistakes.
"""

from chromacel import errors

LEAVE_OUT = "take it out of `episodes`"
AGAIN = "run Snakemake again"


def with_remedy(error: Exception, leave_out: str = LEAVE_OUT) -> str:
    """The error as one sentence that says what to do; one that says so already, as it is.

    `leave_out` is what helps where an episode is no good.
    """
    return _of_files(error, leave_out) or _of_training(error) or str(error)


def _of_files(error: Exception, leave_out: str) -> str:
    match error:
        case errors.DamagedFileError(problem=problem, files=files):
            return f"{problem}: delete {files} and {AGAIN}."
        case errors.MissingFileError(problem=problem):
            return f"{problem}: run Snakemake to make it."
        case errors.ChangedFileError(problem=problem):
            return f"{problem}: wait until it is written, and {AGAIN}."
        case errors.EpisodeError(problem=problem, remedy=""):
            return f"{problem}: {leave_out}."
        case errors.EpisodeError(problem=problem, remedy=remedy):
            return f"{problem}: {remedy} or {leave_out}."
        case errors.StalledVideoError(problem=problem):
            return f"{problem}: replace it, {leave_out}, or look after its disk."
        case errors.ShortVideoError(problem=problem):
            return f"{problem}: {leave_out} or lower `frames.stride`."
        case errors.LostFramesError(problem=problem, lost=lost, total=total):
            is_set = lost < total and leave_out == LEAVE_OUT
            tolerate = f", or set `damaged_frames` to {lost} or more" if is_set else ""
            return f"{problem}: replace it or {leave_out}{tolerate}."
        case errors.EmptySplitError():
            return f"{error.problem}: {_for_a_split(error)}."
        case errors.EmptyShardError(problem=problem, split=split, frames=frames):
            return f"{problem}: lower `split.{split}_shards` to {frames} or less."
    return ""


def _for_a_split(error: errors.EmptySplitError) -> str:
    """What gives an empty split frames. By episode, three splits take three episodes."""
    repeats = ", set `split.repeats` to keep" if error.repeats else ""
    match error.by:
        case "episode" if error.episodes < 3:
            return f"add episodes{repeats} or set `split.by` to scene"
        case "frame":
            return f"add episodes{repeats}, lower `frames.stride` or raise `split.{error.split}`"
    return f"add episodes{repeats}, set `split.by` to frame or raise `split.{error.split}`"


def _of_training(error: Exception) -> str:
    match error:
        case errors.MissingGpuError(available=0):
            return (
                "`device: cuda` asks for a GPU and PyTorch finds none: run where there is one, or"
                " set `device: auto`."
            )
        case errors.MissingGpuError(asked=asked, available=available):
            return (
                f"The job asks for {asked} GPUs and PyTorch finds {available}: lower `gpu` of the"
                " rule in the profile."
            )
        case errors.MissingPackageError(package="tensorboard"):
            return (
                "`engine.tensorboard: true` needs the package tensorboard, which is not installed:"
                " `python -m pip install tensorboard`, or set it to false."
            )
        case errors.DivergedError(problem=problem):
            return (
                f"{problem}: lower `training.learning_rate`. The last good state, if one was"
                " saved, is kept beside the weights."
            )
        case errors.TrainingMemoryError(problem=problem, fitting=None):
            return f"{problem}: lower `training.batch_size`, or use more of them."
        case errors.TrainingMemoryError(problem=problem, fitting=0):
            return f"{problem}: lower `training.width`."
        case errors.TrainingMemoryError(problem=problem, fitting=fitting):
            return f"{problem}: set `training.batch_size` to {fitting}, which does."
        case errors.PredictionMemoryError(problem=problem):
            return f"{problem}: lower `evaluation.batch_size`."
    return ""
