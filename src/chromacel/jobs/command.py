"""A stage's command line, made from the signature of its `main`.

Standard library only: the Snakefile imports it each time that it is read.
"""

import argparse
import contextlib
import dataclasses
import importlib
import inspect
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact
from chromacel.jobs.lifetime import end_at_interrupt, end_with_parent, marked_log, say


def flags(settings: Mapping[str, object]) -> str:
    """One section of the config as command-line flags: `{"low": 1}` is `--low 1`, shell-quoted.

    The same settings give the same text, whatever their order, and 1.0 that of 1: Snakemake runs
    again what has another.
    """
    return shlex.join(
        word for key in sorted(settings) for word in (flag(key), _setting(settings[key]))
    )


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def run(main: Callable[..., None]) -> None:
    """Call a stage's `main` with the arguments of the command line. No damaged file is read."""
    end_at_interrupt()
    end_with_parent()
    hints = parameter_types(main)
    is_help = bool({"-h", "--help"} & set(sys.argv[1:]))
    texts = documented(main, hints) if is_help else {}
    arguments = vars(command_line(main, hints, texts).parse_args())
    with plain_errors(), marked_log():
        for argument in arguments.values():
            for path in argument if isinstance(argument, list) else [argument]:
                if isinstance(path, Path):
                    check_intact(path)
        main(**{name: _value(arguments, name, hint) for name, hint in hints.items()})


def command_line(
    main: Callable[..., None], hints: Mapping[str, Any], texts: Mapping[str, str]
) -> argparse.ArgumentParser:
    """The parser of a stage's command line.

    Positional parameters are positional arguments, keyword-only ones are flags, and each field of
    a settings dataclass is a flag, required unless it has a default. `hints` are as of
    `parameter_types`, `texts` as of `documented`, or empty.
    """
    parser = argparse.ArgumentParser(description=texts.get(""), allow_abbrev=False)
    for name, parameter in inspect.signature(main).parameters.items():
        if dataclasses.is_dataclass(hints[name]):
            _add_settings(parser, name, hints[name], texts)
            continue
        options = {"help": texts.get(name), **argument_type(hints[name])}
        if parameter.kind is parameter.KEYWORD_ONLY:
            parser.add_argument(flag(name), required=True, **options)
        else:
            parser.add_argument(name, **options)
    return parser


def documented(main: Callable[..., None], hints: Mapping[str, Any]) -> dict[str, str]:
    """What docstrings say of a stage, under "", and of its arguments, by their `dest`."""
    docstrings = _words("docstrings")
    texts = dict(docstrings.explanations(main, "Args"))
    for name, hint in hints.items():
        if dataclasses.is_dataclass(hint):
            fields = docstrings.explanations(hint, "Attributes")
            texts |= {f"{name}.{field}": text for field, text in fields.items()}
    escaped = {name: text.replace("%", "%%") for name, text in texts.items()}
    return {"": docstrings.description(main), **escaped}  # argparse fills in none of a description


def _add_settings(
    parser: argparse.ArgumentParser, name: str, settings: Any, texts: Mapping[str, str]
) -> None:
    types = get_type_hints(settings, include_extras=True)
    for field in dataclasses.fields(settings):
        place = f"{name}.{field.name}"  # a positional argument may have the field's name
        required = field.default is dataclasses.MISSING
        options = argument_type(types[field.name])
        parser.add_argument(
            flag(field.name),
            dest=place,
            metavar=None if "choices" in options else field.name.upper(),
            required=required,
            default=None if required else field.default,
            help=texts.get(place),
            **options,
        )


def parameter_types(main: Callable[..., None]) -> dict[str, Any]:
    """The type of each parameter; of one that `ChosenBy` annotates, the dataclass chosen."""
    hints = get_type_hints(main, include_extras=True)
    return {name: _chosen(hints[name]) for name in inspect.signature(main).parameters}


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """A user's mistake, or what the operating system refuses, as one sentence and exit status 1."""
    try:
        yield
    except (InputError, OSError) as error:
        say(f"Error: {sentence(error)}")
        sys.exit(1)


def sentence(error: Exception) -> str:
    """The error with what the user of the workflow can do about it."""
    return str(_words("remedies").with_remedy(error))


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


def _setting(value: object) -> str:
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _words(module: str) -> Any:
    """A module of words, imported only when it is needed, and out of the fingerprint's sight: a
    better sentence reruns nothing."""
    return importlib.import_module(f"chromacel.jobs.{module}")


def _boolean(text: str) -> bool:
    """`bool` itself takes every text for true, `False` too."""
    if text not in ("True", "False"):
        raise ValueError
    return text == "True"


def _boolean_or_auto(text: str) -> bool | str:
    return text if text == "auto" else _boolean(text)


def _value(arguments: Mapping[str, Any], name: str, hint: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        fields = [field.name for field in dataclasses.fields(hint)]
        return hint(**{field: arguments[f"{name}.{field}"] for field in fields})
    return arguments[name]
