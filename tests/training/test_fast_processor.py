"""The tests of training on a processor that says it is fast at bfloat16."""

import subprocess
import sys

import pytest

import bfloat16
from chromacel.training.engine import has_fast_bfloat16
from imports import ROOT

NO_PRETENCE = bfloat16.missing()


@pytest.mark.long
@pytest.mark.skipif(has_fast_bfloat16(), reason="this processor is one: the tests show it")
@pytest.mark.skipif(bool(NO_PRETENCE), reason=NO_PRETENCE)
def test_the_tests_of_training_hold_where_auto_is_bfloat16() -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-m", "not long", "tests/training"]
    done = bfloat16.run(True, words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
