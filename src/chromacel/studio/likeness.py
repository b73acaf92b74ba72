"""Models that have learned from a project's references, as by `chromacel color --reference`."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from chromacel.coloring.journal import FOLDER
from chromacel.coloring.references import read_references
from chromacel.errors import DamagedFileError, InputError
from chromacel.files.checksums import check_intact
from chromacel.files.whole import whole_file
from chromacel.models.weights import TrainedModel, load_model
from chromacel.studio.keeping import write_json
from chromacel.studio.project import Project
from chromacel.training.reference import kept_at

FLAG = "like-references.json"  # there where pages are to be colored like the references


def kept_folder(project: Project) -> Path:
    return project.folder / "weights" / "references"


def want_likeness(project: Project, is_wanted: bool) -> None:
    if is_wanted:
        write_json(_flag(project), {"references": True})
    else:
        _flag(project).unlink(missing_ok=True)


def liked_models(project: Project, models: Mapping[str, TrainedModel]) -> dict[str, TrainedModel]:
    """The models adapted to the references, by name; none where that is not wanted, or was done
    with other references or models."""
    if not _flag(project).is_file() or not project.references:
        return {}
    try:
        references = read_references(project.references)
        return {
            name: _kept(model, kept_at(model, references, kept_folder(project)))
            for name, model in models.items()
        }
    except InputError:
        return {}


def share_with_export(project: Project, out: Path) -> None:
    """So that `chromacel color` need not learn there what is known here. Raises InputError if there
    is no room for it."""
    if not _flag(project).is_file():
        return
    for path in kept_folder(project).glob("*.safetensors"):
        target = out / FOLDER / "references" / path.name
        with suppress(DamagedFileError):
            check_intact(path)
            if not target.exists():
                with whole_file(target) as temporary:
                    shutil.copyfile(path, temporary)


def _kept(model: TrainedModel, path: Path) -> TrainedModel:
    check_intact(path)
    return load_model(path, next(model.generator.parameters()).device)


def _flag(project: Project) -> Path:
    return project.folder / "weights" / FLAG
