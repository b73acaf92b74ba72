"""What a finished run says of its result."""

from pathlib import Path

import pytest

from chromacel.jobs.outcome import say_outcome


def test_a_result_without_reservations_names_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    say_outcome(Path("results"), 4)
    assert capsys.readouterr().err == "\nOpen results/report.html.\n"


def test_a_result_says_what_is_left_out_and_which_models_say_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    results = Path("results")
    (results / "dataset").mkdir(parents=True)
    rows = "".join(f'{name},"\x1b[2J{name}.mp4",It is bad.\n' for name in "abcde")
    (results / "dataset/left_out.csv").write_text(f"episode,file,reason\n{rows}")
    (results / "warnings.csv").write_text(
        "sign,model,sentence\n"
        'undertrained,GAN from grayscale,"after one epoch, nothing shows …"\n'
        "behind a baseline,GAN from grayscale,…\nundertrained,GAN from edges,…\n"
    )
    say_outcome(results, 9)
    assert capsys.readouterr().err.splitlines()[1:] == [
        "5 of 9 episodes are left out: \\x1b[2Ja.mp4, \\x1b[2Jb.mp4, \\x1b[2Jc.mp4 and 2 more."
        " results/dataset/left_out.csv says why.",
        "Undertrained: GAN from grayscale, GAN from edges.",
        "Behind a baseline: GAN from grayscale.",
        "Open results/report.html.",
    ]
