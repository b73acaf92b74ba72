"""A studio: a project that is open, its inputs, models, threads and commands."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from chromacel.coloring.sources import find_sources
from chromacel.errors import DamagedFileError, InputError
from chromacel.models.recipes import RECIPES
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
from chromacel.studio.worker import Worker

MOST_INPUTS = 1000
MOST_REFERENCES = 100
Saying = Callable[[Exception], str]
"""How an error is put into one sentence: `str`, or one that adds what to do."""


@dataclass(frozen=True)
class Models:
    """`base` is the automatic model before it was adapted; `why_not` says why one is not there, by
    its method's name."""

    automatic: TrainedModel | None = None
    hinted: TrainedModel | None = None
    why_not: dict[str, str] = field(default_factory=dict)
    base: TrainedModel | None = None

    @property
    def label(self) -> str:
        """What the automatic model is called, or nothing."""
        if self.automatic is None:
            return ""
        about = self.automatic.description
        adapted = ", adapted" if about.keyframes else ""
        return f"{RECIPES[about.model].label} from {about.condition}, seed {about.seed}{adapted}"

    def adapted(self, path: Path) -> "Models":
        """With adapted weights as the automatic model, if there are some that fit it."""
        base = self.base or self.automatic
        if not path.is_file():
            return self
        device = next(base.generator.parameters()).device if base else "cpu"
        try:
            model = load_model(path, device)
        except DamagedFileError as error:
            raise InputError(f"{error.problem}: delete it, and adapt the model again.") from error
        fits = base is None or _trained(model.description) == _trained(base.description)
        return replace(self, automatic=model, base=base or model) if fits else self


def _trained(about: Description) -> Description:
    return replace(about, keyframes={}, adaptation={})


@dataclass
class Studio:
    """`hands` computes what is waited for, `files` writes small files, `eyes` looks through whole
    videos, which takes minutes."""

    project: Project
    models: Models
    desk: Desk
    references: list[Path]
    wording: Saying = str
    results: Path = Path("results")
    hands: Worker = field(default_factory=lambda: Worker("hands"))
    files: Worker = field(default_factory=lambda: Worker("files"))
    eyes: Worker = field(default_factory=lambda: Worker("eyes"))
    adapting: Job = field(default_factory=lambda: Job("Adapting"))
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
        """Color with the adapted model from now on. Raises InputError if it cannot be read."""
        self.models = self.models.adapted(self.project.adapted_weights)
        self.desk.methods = methods_of(self.models)
        self.desk.forget_colors()

    async def close(self) -> None:
        await self.adapting.stop()
        await self.exporting.stop()


def methods_of(models: Models) -> dict[str, Method]:
    return methods_for(models.automatic, models.hinted, models.why_not)


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
    models = models.adapted(project.adapted_weights)
    desk = Desk(project, opened, methods_of(models))
    return Studio(project, models, desk, project.references, wording, results)


def _files_of(given: Path) -> list[Path]:
    return [source.path for source in find_sources([given], given / "_", False)]
