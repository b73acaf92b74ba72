"""The command `chromacel`: one subcommand for each thing that is done by hand.

What a subcommand needs is imported when it is called, so that `--help` takes no time.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from chromacel.app import color, export, kept, keyframes, studio
from chromacel.jobs.command import plain_errors
from chromacel.jobs.lifetime import end_at_interrupt, end_with_parent


def main(words: Sequence[str] | None = None) -> None:
    """Run the subcommand that the command line names; a user's mistake is one sentence."""
    arguments = command_line().parse_args(words)
    end_at_interrupt()
    end_with_parent()
    with plain_errors():
        arguments.run(arguments)


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "chromacel", description="What is done by hand beside the workflow."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_color(commands)
    _add_export(commands)
    _add_kept(commands)
    _add_keyframes(commands)
    _add_studio(commands)
    _add_watch(commands)
    return parser


def _add_color(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "color pictures, comics and videos with a trained model, each as what it was"
    command = commands.add_parser("color", help=about, description=f"{about}.".capitalize())
    color.add_arguments(command)
    command.set_defaults(run=color.color_files)


def _add_export(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "write a trained model as an ONNX file, for programs without PyTorch"
    command = commands.add_parser("export", help=about, description=f"W{about[1:]}.")
    export.add_arguments(command)
    command.set_defaults(run=export.export)


def _add_kept(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "list and remove what is kept of earlier trainings and colored pictures, with sizes"
    command = commands.add_parser("kept", help=about, description=f"{about}.".capitalize())
    kept.add_arguments(command)
    command.set_defaults(run=_kept)


def _kept(arguments: argparse.Namespace) -> None:
    kept.show_or_remove(arguments.results, arguments.remove, arguments.remove_unused)


def _add_keyframes(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "write the frames of an episode that are worth coloring by hand, for the rest to follow"
    command = commands.add_parser("keyframes", help=about, description=f"{about}.".capitalize())
    keyframes.add_arguments(command)
    command.set_defaults(run=keyframes.propose_keyframes)


def _add_studio(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "open a page in the browser, to color by hand with a model's help"
    command = commands.add_parser("studio", help=about, description=f"{about}.".capitalize())
    studio.add_arguments(command)
    command.set_defaults(run=studio.open_studio)


def _add_watch(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "show the running jobs of a workflow: how far each is, its speed and the time left"
    command = commands.add_parser("watch", help=about, description=f"{about}.".capitalize())
    command.add_argument(
        "results",
        nargs="?",
        type=Path,
        default=Path("results"),
        metavar="RESULTS",
        help="the folder that the workflow writes to; `results` if it is not given",
    )
    command.set_defaults(run=_watch)


def _watch(arguments: argparse.Namespace) -> None:
    from chromacel.app.watch import watch

    watch(arguments.results)
