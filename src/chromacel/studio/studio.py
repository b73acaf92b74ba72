"""A studio: a project that is open, its inputs, models, threads and commands."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.sources import find_sources
from chromacel.errors import DamagedFileError, InputError
from chromacel.models.weights import Description, TrainedModel, load_model
from chromacel.pictures.files import read_picture
from chromacel.pictures.pixels import Picture
from chromacel.pictures.profiles import in_srgb
from chromacel.studio.desk import Desk
from chromacel.studio.inputs import Input, opened_pages
from chromacel.studio.methods import Method, methods_for
from chromacel.studio.palette import common_colors, show_pictures
from chromacel.studio.player import Player
from chromacel.studio.processes import Job
from chromacel.studio.project import Project
from chromacel.studio.proposals import Proposals
from chromacel.studio.reference_models import choose_references, reference_models
from chromacel.studio.roles import AUTOMATIC, HINTED
from chromacel.studio.worker import Worker

MOST_INPUTS = 1000
MOST_REFERENCES = 100
Saying = Callable[[Exception], str]
"""How an error is put into one sentence: `str`, or one that adds what to do."""


@dataclass(frozen=True)
class Models:
    """`why_not` says why one is not there, by its method's name; `bases` has those that were
    adapted as they were before."""

    automatic: TrainedModel | None = None
    hinted: TrainedModel | None = None
    why_not: dict[str, str] = field(default_factory=dict)
    bases: dict[str, TrainedModel] = field(default_factory=dict)

    @property
    def present(self) -> dict[str, TrainedModel]:
        """Those that are there, by name."""
        both = {AUTOMATIC: self.automatic, HINTED: self.hinted}
        return {name: model for name, model in both.items() if model}

    @property
    def given(self) -> dict[str, TrainedModel]:
        """Those that are there, by name, as they were before they were adapted."""
        return self.present | self.bases

    @property
    def label(self) -> str:
        """What the automatic model is called, or nothing."""
        return Colorizer(self.automatic).label if self.automatic else ""

    def adapted(self, project: Project) -> "Models":
        """With a project's adapted weights instead, where there are some that fit."""
        models = self
        for name in (AUTOMATIC, HINTED):
            models = models._adapted(name, adapted_file(project, name))
        return models

    def _adapted(self, name: str, path: Path) -> "Models":
        base = self.given.get(name)
        if not path.is_file():
            return self
        device = next(base.generator.parameters()).device if base else "cpu"
        try:
            model = load_model(path, device)
        except DamagedFileError as error:
            raise InputError(f"{error.problem}: delete it, and adapt the model again.") from error
        if base and _trained(model.description) != _trained(base.description):
            return self
        bases = {**self.bases, name: base or model}
        automatic, hinted = (
            model if name == each else old
            for each, old in ((AUTOMATIC, self.automatic), (HINTED, self.hinted))
        )
        return replace(self, automatic=automatic, hinted=hinted, bases=bases)


def adapted_file(project: Project, name: str) -> Path:
    """Where the adapted weights of a method are."""
    return project.adapted_weights("" if name == AUTOMATIC else f"-{name}")


def _trained(about: Description) -> Description:
    return replace(about, keyframes={}, adaptation={})


@dataclass
class Studio:
    """`hands` computes what is waited for, `files` writes small files, `eyes` looks through whole
    videos, which takes minutes. `reference_models` are those adapted to the references, by
    name, if pages are colored by these instead."""

    project: Project
    models: Models
    desk: Desk
    references: list[Path]
    wording: Saying = str
    results: Path = Path("results")
    reference_models: dict[str, TrainedModel] = field(default_factory=dict)
    hands: Worker = field(default_factory=lambda: Worker("hands"))
    files: Worker = field(default_factory=lambda: Worker("files"))
    eyes: Worker = field(default_factory=lambda: Worker("eyes"))
    adapting: Job = field(default_factory=lambda: Job("Adapting"))
    adapting_to_references: Job = field(default_factory=lambda: Job("Learning from references"))
    exporting: Job = field(default_factory=lambda: Job("Exporting"))

    def __post_init__(self) -> None:
        self.proposals = Proposals(self.project, self.wording)
        self.player = Player(self.project)

    def reference(self, place: int) -> Picture:
        path = self.references[place]
        return self.desk.kept.get(
            ("reference", place), lambda: in_srgb(read_picture(path).rgb, path.read_bytes())
        )

    def palette(self) -> list[str]:
        """The commonest colors of references and accepted pages, and of the show if it is there."""
        inputs = self.desk.inputs
        names = [(one, number) for one in inputs for number in self.project.keyframes(one.folder)]
        files = tuple(self.project.keyframe_file(one.page(number)) for one, number in names)

        def colors() -> tuple[str, ...]:
            pictures = [self.reference(place) for place in range(len(self.references))]
            for file in files:
                with contextlib.suppress(InputError):  # who looks at that page is told
                    pictures.append(read_picture(file).rgb)
            pictures += show_pictures(self.results)
            return tuple(common_colors(pictures))

        return list(self.desk.kept.get(("palette", *files), colors))

    def take_adapted(self) -> None:
        """Color with the adapted models from now on. Raises InputError if one cannot be read."""
        self.models = self.models.adapted(self.project)
        self.take_reference_models()

    def take_reference_models(self) -> None:
        """Color by the models adapted to the references if these are to be used."""
        self.reference_models = reference_models(self.project, self.models.present)
        self.desk.methods = methods_of(self.models, self.reference_models)
        self.desk.forget_colors()

    def use_references(self, are_used: bool) -> None:
        """Color by the models adapted to the references from now on, or by the others again."""
        choose_references(self.project, are_used)
        self.take_reference_models()

    async def close(self) -> None:
        await self.adapting.stop()
        await self.adapting_to_references.stop()
        await self.exporting.stop()


def methods_of(models: Models, adapted: Mapping[str, TrainedModel]) -> dict[str, Method]:
    present = {**models.present, **adapted}
    return methods_for(present.get(AUTOMATIC), present.get(HINTED), models.why_not)


def opened_studio(
    inputs: Sequence[Path],
    folder: Path,
    references: Sequence[Path],
    models: Models,
    wording: Saying = str,
    results: Path = Path("results"),
) -> Studio:
    """A project with all that it names.

    Raises:
        InputError: there is nothing to open, or something of it cannot be read.
    """
    files = [path for given in inputs for path in _files_of(given)]
    for path in references:
        if not path.is_file():
            raise InputError(f"{path} is no file: name a picture as reference.")
    project = Project.opened(folder, files, references)
    for paths, most in ((project.inputs, MOST_INPUTS), (project.references, MOST_REFERENCES)):
        if len(paths) > most:
            raise InputError(f"{project.folder} would hold more than {most} files: open fewer.")
    sources = [find_sources([path], project.folder, False)[0] for path in project.inputs]
    opened = [
        Input(source.path, source.kind, source.path.stem, opened_pages(source.path, source.kind))
        for source in sources
    ]
    models = models.adapted(project)
    adapted = reference_models(project, models.present)
    desk = Desk(project, opened, methods_of(models, adapted))
    return Studio(project, models, desk, project.references, wording, results, adapted)


def _files_of(given: Path) -> list[Path]:
    return [source.path for source in find_sources([given], given / "_", False)]
