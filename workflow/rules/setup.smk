# Before the config is read: where the code is, and whether files can be read as what they are.
import sys
from pathlib import Path

# The code beside this workflow is what is fingerprinted and what jobs run, in any environment.
PROJECT = Path(workflow.snakefile).absolute().parents[2]
SOURCE = PROJECT / "src"
sys.path.insert(0, str(SOURCE))

from chromacel.jobs.command import plain_errors
from chromacel.jobs.config_keys import check_syntax
from chromacel.jobs.encodings import check_locale, check_utf8
from chromacel.jobs.sources import check_results

with plain_errors():
    check_locale()
    check_utf8(Path("config.yaml"))
    check_syntax(Path("config.yaml"))
    check_results(Path("results"))
