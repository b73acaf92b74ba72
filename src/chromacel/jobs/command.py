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
from typing import Any, Literal, get_args, get_origin, get_type_hints

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact
from chromacel.jobs.lifetime import end_with_parent, say


def flags(settings: Mapping[str, object]) -> str:
    """One section of the config as command-line flags: `{"low": 1}` is `--low 1`, shell-quoted."""
    return shlex.join(word for key, value in settings.items() for word in (flag(key), str(value)))


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def run(main: Callable[..., None]) -> None:
    """Call a stage's `main` with the arguments of the command line. No damaged file is read."""
    end_with_parent()
    is_help = bool({"-h", "--help"} & set(sys.argv[1:]))
    arguments = vars(command_line(main, documented(main) if is_help else {}).parse_args())
    with plain_errors():
        for argument in arguments.values():
            for path in argument if isinstance(argument, list) else [argument]:
                if isinstance(path, Path):
                    check_intact(path)
        hints = get_type_hints(main)
        main(
            **{
                name: _value(arguments, name, hints[name])
                for name in inspect.signature(main).parameters
            }
        )


def command_line(
    main: Callable[..., None], texts: Mapping[str, str]
) -> argparse.ArgumentParser:
    """The parser of a stage's command line.

    Positional parameters are positional arguments, keyword-only ones are flags, and each field of
    a settings dataclass is a flag, required unless it has a default. `texts` are as of
    `documented`, or empty.
    """
    parser = argparse.ArgumentParser(description=texts.get(""), allow_abbrev=False)
    hints = get_type_hints(main)
    for name, parameter in inspect.signature(main).parameters.items():
        if dataclasses.is_dataclass(hints[name]):
            types = get_type_hints(hints[name])
            for field in dataclasses.fields(hints[name]):
                place = f"{name}.{field.name}"  # a positional argument may have the field's name
                options = {"help": texts.get(place), **argument_type(types[field.name])}
                if "choices" not in options:
                    options["metavar"] = field.name.upper()
                if field.default is dataclasses.MISSING:
                    options["required"] = True
                else:
                    options["default"] = field.default
                parser.add_argument(flag(field.name), dest=place, **options)
            continue
        options = {"help": texts.get(name), **argument_type(hints[name])}
        if parameter.kind is parameter.KEYWORD_ONLY:
            parser.add_argument(flag(name), required=True, **options)
        else:
            parser.add_argument(name, **options)
    return parser


def documented(main: Callable[..., None]) -> dict[str, str]:
    """What docstrings say of a stage, under "", and of its arguments, by their `dest`."""
    docstrings = _words("docstrings")
    texts = dict(docstrings.explanations(main, "Args"))
    for name, hint in get_type_hints(main).items():
        if dataclasses.is_dataclass(hint):
            fields = docstrings.explanations(hint, "Attributes")
            texts |= {f"{name}.{field}": text for field, text in fields.items()}
    escaped = {name: text.replace("%", "%%") for name, text in texts.items()}
    return {"": docstrings.description(main), **escaped}


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


def argument_type(hint: Any) -> dict[str, Any]:
    """argparse's keywords for a type: a class, a `Literal` of strings, or a list of either."""
    if get_origin(hint) is list:
        return {**argument_type(get_args(hint)[0]), "nargs": "+"}
    if get_origin(hint) is Literal:
        return {"choices": get_args(hint)}
    return {"type": _boolean if hint is bool else hint}


def _words(module: str) -> Any:
    """A module of words, imported only when it is needed, and out of the fingerprint's sight: a
    better sentence reruns nothing."""
    return importlib.import_module(f"chromacel.jobs.{module}")


def _boolean(text: str) -> bool:
    """`bool` itself takes every text for true, `False` too."""
    if text not in ("True", "False"):
        raise ValueError
    return text == "True"


def _value(arguments: Mapping[str, Any], name: str, hint: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        fields = [field.name for field in dataclasses.fields(hint)]
        return hint(**{field: arguments[f"{name}.{field}"] for field in fields})
    return arguments[name]
