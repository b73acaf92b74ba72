"""What users call by hand: the command `chromacel`."""
