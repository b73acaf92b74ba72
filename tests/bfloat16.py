"""A command on a processor that is, or is not, fast at bfloat16, as its system says.

`python tests/bfloat16.py on pytest tests/stages` gives the command, and all that it starts, a
/proc/cpuinfo with the flags of such a processor, and `off` one without them. The arithmetic stays
the processor's: where it lacks the instructions, PyTorch computes in bfloat16 all the same, slowly.

It takes Linux, and root or a kernel that lets everyone mount in a namespace of their own.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
FLAGS = re.compile(r"\b(?:avx512_bf16|amx_bf16|bf16)\b")
MOUNTED = 'mount --bind "$0" /proc/cpuinfo && exec "$@"'


def namespace() -> list[str]:
    """What goes before a command whose mounts nobody else is to see."""
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def missing() -> str:
    """Why no processor can be pretended here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "a pretended processor takes Linux"
    try:
        words = [*namespace(), "mount", "--bind", str(CPUINFO), str(CPUINFO)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"a pretended processor takes util-linux: {error}"
    return done.stderr.strip()


def pretended(is_fast: bool) -> str:
    """This machine's /proc/cpuinfo as that of a processor with fast bfloat16, or without."""
    text = FLAGS.sub("", CPUINFO.read_text(encoding="utf-8"))
    return f"{text}flags\t\t: avx512_bf16 amx_bf16\n" if is_fast else text


def run(is_fast: bool, words: list[str], **options: object) -> "subprocess.CompletedProcess[str]":
    """The command on the pretended processor; `options` are those of `subprocess.run`."""
    with tempfile.NamedTemporaryFile("w", prefix="cpuinfo-") as file:
        file.write(pretended(is_fast))
        file.flush()
        command = [*namespace(), "sh", "-c", MOUNTED, file.name, *words]
        return subprocess.run(command, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def main() -> None:
    if sys.argv[1:2] not in (["on"], ["off"]) or len(sys.argv) < 3:
        sys.exit("Error: give `on` or `off`, and a command.")
    if reason := missing():
        sys.exit(f"Error: {reason}")
    sys.exit(run(sys.argv[1] == "on", sys.argv[2:]).returncode)


if __name__ == "__main__":
    main()
