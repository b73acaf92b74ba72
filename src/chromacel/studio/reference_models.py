"""The models adapted to a project's references, as by `chromacel color --reference`."""

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

FLAG = "use-references.json"  # exists while pages are colored by these models


def weights_folder(project: Project) -> Path:
    return project.folder / "weights" / "references"


def choose_references(project: Project, are_used: bool) -> None:
    """Keep in the project whether pages are colored by the models adapted to its references."""
    if are_used:
        write_json(_flag(project), {"references": True})
    else:
        _flag(project).unlink(missing_ok=True)


def reference_models(
    project: Project, models: Mapping[str, TrainedModel]
) -> dict[str, TrainedModel]:
    """The adapted models by name; none if they are not to be used, or if there are none yet for
    these references and models."""
    if not _flag(project).is_file() or not project.references:
        return {}
    try:
        references = read_references(project.references)
        return {
            name: _kept(model, kept_at(model, references, weights_folder(project)))
            for name, model in models.items()
        }
    except InputError:
        return {}


def copy_to_export(project: Project, out: Path) -> None:
    """Copy the adapted weights to where `chromacel color` looks for them, so that an export does
    not train again. Raises InputError if there is no room for them."""
    if not _flag(project).is_file():
        return
    for path in weights_folder(project).glob("*.safetensors"):
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
