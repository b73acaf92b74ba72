"""The one error that users are meant to see."""


class InputError(Exception):
    """Something that the user gave is wrong: one sentence with the file or key and what to do."""
