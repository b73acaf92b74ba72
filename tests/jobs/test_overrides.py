from pathlib import Path

from chromacel.jobs.overrides import overridden


def test_each_value_of_a_preset_that_a_later_file_gives_otherwise_is_one_line(
    tmp_path: Path,
) -> None:
    preset, mine = tmp_path / "paper.yaml", tmp_path / "mine.yaml"
    preset.write_text("device: cuda\nseeds: [1]\ntraining: {epochs: 20, width: 1}\n")
    mine.write_text("episodes: show\nseeds: [1]\ntraining: {epochs: 5, width: 1}\n")
    assert overridden([preset, mine], {"device": "cpu"}) == [
        f"training.epochs: 20 in {preset}, 5 in {mine}",
        f"device: cuda in {preset}, cpu in --config",
    ]
    assert overridden([preset, mine], {"training": {"epochs": 20}}) == []
    assert overridden([mine], {}) == []
