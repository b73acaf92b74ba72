"""`chromacel watch`: the running jobs of a workflow, on this computer and on others."""

import sys
import time
from pathlib import Path

from chromacel.app.results import check_results
from chromacel.jobs.following import REPEATED, View, looks
from chromacel.jobs.running import RunningJob, is_snakemake_running, running_jobs

WAITING = RunningJob("snakemake", "no job is running just now")
PATIENCE = 5.0  # seconds without a job after which none is expected


def watch(results: Path) -> None:
    """Show running jobs on standard output until none is left and no Snakemake starts another.

    Raises:
        InputError: it is no folder of results.
    """
    check_results(results, "chromacel watch my-show/results")
    view = View(sys.stdout, time.monotonic() - REPEATED)  # plain lines at once
    seen = None
    for jobs in looks(lambda: running_jobs(results / "logs", elsewhere=True)):
        if jobs:
            seen = time.monotonic()
        is_over = not jobs and (seen is None or time.monotonic() - seen > PATIENCE)
        if is_over and not is_snakemake_running(results.absolute().parent):
            break
        view.show(jobs or [WAITING])
    view.close()
    print(f"No job is running in {results}" + (" any more." if seen else "."))
