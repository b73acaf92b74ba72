"""The methods without training that are measured with hints.

Standard library only: the Snakefile imports it each time that it is read.
"""

from typing import Annotated

UNTRAINED = ("fill", "levin", "yatziv", "qu")
"""The baseline, and the methods of `chromacel color` that spread hints."""
UntrainedMethod = Annotated[str, UNTRAINED]
"""The name of one of these; command lines take no other."""
TRANSFERS = ("welsh", "ironi")
"""Those that take the colors of a picture, and no hints."""
TransferMethod = Annotated[str, TRANSFERS]
"""The same of one of these."""
