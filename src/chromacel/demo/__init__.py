"""A small cartoon show, drawn from a seed, so that the first command needs no data."""
