"""A stage's command line, made from the signature of its `main`.

Standard library only: the Snakefile imports it each time that it is read.
"""

import argparse
import contextlib
import dataclasses
import inspect
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact
from chromacel.jobs.lifetime import end_at_interrupt, end_with_parent, say


def flags(settings: Mapping[str, object]) -> str:
    """One section of the config as command-line flags: `{"low": 1}` is `--low 1`, shell-quoted."""
    return shlex.join(word for key, value in settings.items() for word in (flag(key), str(value)))


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def run(main: Callable[..., None]) -> None:
    """Call a stage's `main` with the arguments of the command line.

    Positional parameters are positional arguments, keyword-only ones are flags, and each field of
    a settings dataclass is a flag, required unless it has a default. No damaged file is read.
    """
    end_at_interrupt()
    end_with_parent()
    parser = argparse.ArgumentParser(description=main.__doc__, allow_abbrev=False)
    hints = {
        name: _chosen(hint) for name, hint in get_type_hints(main, include_extras=True).items()
    }
    parameters = inspect.signature(main).parameters
    for name, parameter in parameters.items():
        if dataclasses.is_dataclass(hints[name]):
            types = get_type_hints(hints[name], include_extras=True)
            for field in dataclasses.fields(hints[name]):
                required = field.default is dataclasses.MISSING
                parser.add_argument(
                    flag(field.name),
                    dest=f"{name}.{field.name}",  # a positional argument may have the same name
                    metavar=field.name.upper(),
                    required=required,
                    default=None if required else field.default,
                    **argument_type(types[field.name]),
                )
        elif parameter.kind is parameter.KEYWORD_ONLY:
            parser.add_argument(flag(name), required=True, **argument_type(hints[name]))
        else:
            parser.add_argument(name, **argument_type(hints[name]))
    given = vars(parser.parse_args())
    with plain_errors():
        for argument in given.values():
            for path in argument if isinstance(argument, list) else [argument]:
                if isinstance(path, Path):
                    check_intact(path)
        main(**{name: _value(given, name, hints[name]) for name in parameters})


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """A user's mistake, or what the operating system refuses, as one sentence and exit status 1."""
    try:
        yield
    except (InputError, OSError) as error:
        say(f"Error: {error}")
        sys.exit(1)


@dataclasses.dataclass(frozen=True)
class ChosenBy:
    """Annotates a parameter whose settings dataclass depends on the value of a flag."""

    flag: str
    classes: Mapping[str, type]


def _chosen(hint: Any) -> Any:
    """The hint, or the dataclass that the command line chooses; without its flag, the general one,
    and the parser will say what is missing."""
    if get_origin(hint) is not Annotated or not isinstance(
        choice := hint.__metadata__[0], ChosenBy
    ):
        return hint
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument(flag(choice.flag), dest="value")
    value = parser.parse_known_args()[0].value
    return choice.classes.get(value, get_args(hint)[0])


def argument_type(hint: Any) -> dict[str, Any]:
    """argparse's keywords for a type: a class, a `Literal` of strings, a string annotated with its
    choices, a boolean that may be `auto`, or a list of one of these."""
    if get_origin(hint) is list:
        return {**argument_type(get_args(hint)[0]), "nargs": "+"}
    if get_origin(hint) is Literal:
        return {"choices": get_args(hint)}
    if get_origin(hint) is Annotated:
        return {"choices": hint.__metadata__[0]}
    if get_origin(hint) is Union:
        return {"type": _boolean_or_auto}
    return {"type": _boolean if hint is bool else hint}


def _boolean(text: str) -> bool:
    """`bool` itself takes every text for true, `False` too."""
    if text not in ("True", "False"):
        raise ValueError
    return text == "True"


def _boolean_or_auto(text: str) -> bool | str:
    return text if text == "auto" else _boolean(text)


def _value(given: Mapping[str, Any], name: str, hint: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        fields = [field.name for field in dataclasses.fields(hint)]
        return hint(**{field: given[f"{name}.{field}"] for field in fields})
    return given[name]
