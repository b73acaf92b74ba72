"""What a user of the command line can do about an error: there is no config to change."""

import os

from chromacel.errors import (
    ChangedFileError,
    MissingGpuError,
    PredictionMemoryError,
)
from chromacel.files.whole import REMEDIES
from chromacel.jobs.remedies import with_remedy


def command_sentence(error: Exception) -> str:
    """The error as one sentence that names the file and says what to do."""
    match error:
        case ChangedFileError():
            return str(error)
        case MissingGpuError():
            return "`--device cuda` asks for a GPU and PyTorch finds none: leave it out."
        case PredictionMemoryError(problem=problem):
            return f"{problem}: color it with `--device cpu`."
        case OSError(errno=int(number), filename=str(name)):
            remedy = f": {REMEDIES[number]}" if number in REMEDIES else ""
            return f"{name} cannot be read or written ({os.strerror(number)}){remedy}."
    return with_remedy(error, "leave it out")
