"""One module per Snakemake rule, of the same name: read the flags, call the library."""

import signal
import sys

# Ctrl-C ends a stage at once, as any other signal does, for its files are whole or not there. An
# exception instead would be lost where HDF5 calls our code, and a torn file kept. `-m` is what
# Python calls a program as long as it looks for it; elsewhere this package is a library.
if sys.argv[:1] == ["-m"]:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
