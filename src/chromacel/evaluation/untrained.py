"""The methods without training that are measured with hints.

Standard library only: the Snakefile imports it each time that it is read.
"""

from typing import Annotated

UNTRAINED = ("fill", "levin", "yatziv", "qu")
"""The baseline, and the methods of `chromacel color` that spread hints."""
UntrainedMethod = Annotated[str, UNTRAINED]
"""The name of one of these; command lines take no other."""
TRANSFERS = ("welsh", "ironi")
"""The methods of `chromacel color` that take their colors from a reference, without hints."""
TransferMethod = Annotated[str, TRANSFERS]
"""The name of one of these; command lines take no other."""
