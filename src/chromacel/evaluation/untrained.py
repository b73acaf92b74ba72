"""The methods without training that are measured with hints.

Standard library only: the Snakefile imports it each time that it is read.
"""

from typing import Annotated

UNTRAINED = ("fill", "levin", "yatziv")
"""The baseline, and those of the methods that `chromacel color` has."""
UntrainedMethod = Annotated[str, UNTRAINED]
"""The name of one of these; command lines take no other."""
