"""A studio: a project that is open, its inputs, models and threads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chromacel.coloring.sources import find_sources
from chromacel.errors import InputError, Wording
from chromacel.models.recipes import RECIPES
from chromacel.models.weights import TrainedModel
from chromacel.pictures.files import read_picture
from chromacel.pictures.pixels import Picture
from chromacel.pictures.profiles import in_srgb
from chromacel.studio.desk import Desk
from chromacel.studio.inputs import Input, opened_pages
from chromacel.studio.methods import methods_for
from chromacel.studio.palette import common_colors
from chromacel.studio.project import Project, folder_beside
from chromacel.studio.worker import Worker

MOST_INPUTS = 1000
MOST_REFERENCES = 100


@dataclass(frozen=True)
class Models:
    """`weights` are where the automatic model is from; `why_not` says why one is not there."""

    automatic: TrainedModel | None = None
    hinted: TrainedModel | None = None
    why_not: dict[str, str] = field(default_factory=dict)


@dataclass
class Studio:
    """`hands` computes what is waited for, `files` writes small files, `eyes` looks through whole
    videos, which takes minutes."""

    project: Project
    models: Models
    desk: Desk
    references: list[Path]
    wording: Wording = str
    hands: Worker = field(default_factory=lambda: Worker("hands"))
    files: Worker = field(default_factory=lambda: Worker("files"))
    eyes: Worker = field(default_factory=lambda: Worker("eyes"))

    @property
    def model(self) -> str:
        """What the automatic model is called, or nothing."""
        if self.models.automatic is None:
            return ""
        about = self.models.automatic.description
        adapted = ", adapted" if about.keyframes else ""
        return f"{RECIPES[about.model].label} from {about.condition}, seed {about.seed}{adapted}"

    def reference(self, place: int) -> Picture:
        path = self.references[place]
        return self.desk.kept.get(
            ("reference", place), lambda: in_srgb(read_picture(path).rgb, path.read_bytes())
        )

    def palette(self) -> list[str]:
        """The commonest colors of references and accepted pages."""
        names = [(one.folder, number) for one in self.desk.inputs for number in self.numbers(one)]
        files = tuple(self.project.keyframe_file(*name) for name in names)

        def colors() -> tuple[str, ...]:
            pictures = [self.reference(place) for place in range(len(self.references))]
            pictures += [read_picture(file).rgb for file in files]
            return tuple(common_colors(pictures))

        return list(self.desk.kept.get(("palette", *files), colors))

    def numbers(self, one: Input) -> list[int]:
        return self.project.keyframes(one.folder)


def opened_studio(
    inputs: Sequence[Path],
    folder: Path | None,
    references: Sequence[Path],
    models: Models,
    wording: Wording = str,
) -> Studio:
    """A project with all that it names.

    Raises:
        InputError: there is nothing to open, or something of it cannot be read.
    """
    if not inputs and folder is None:
        raise InputError(
            "Name a picture, a comic or a video to color, or a project's folder with --project."
        )
    files = [path for given in inputs for path in _files_of(given)]
    for path in references:
        if not path.is_file():
            raise InputError(f"{path} is no file: name a picture as reference.")
    project = Project.opened(folder or folder_beside(inputs[0]), files, references)
    for paths, most in ((project.inputs, MOST_INPUTS), (project.references, MOST_REFERENCES)):
        if len(paths) > most:
            raise InputError(f"{project.folder} would hold more than {most} files: open fewer.")
    sources = [find_sources([path], project.folder, False)[0] for path in project.inputs]
    opened = [
        Input(source.path, source.kind, source.path.stem, opened_pages(source.path, source.kind))
        for source in sources
    ]
    desk = Desk(project, opened, methods_for(models.automatic, models.hinted, models.why_not))
    return Studio(project, models, desk, project.references, wording)


def _files_of(given: Path) -> list[Path]:
    return [source.path for source in find_sources([given], given / "_", False)]
