"""One module per Snakemake rule, of the same name: read the flags, call the library."""

import sys
from types import TracebackType


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C, which may come while a stage still loads its libraries, is no error of ours."""
    if kind is KeyboardInterrupt:
        print("Interrupted: run Snakemake again to go on.", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _say
