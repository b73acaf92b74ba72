"""The addresses for what takes long: pages proposed and accepted, adapting, playing, exporting."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from chromacel.models.weights import TrainedModel
from chromacel.pictures.files import read_picture
from chromacel.studio.asking import Answer, Row, jpeg, object_in, page_of, place_of, side_of
from chromacel.studio.exporting import colorizer_of, export_of, takes_hints, usual_method
from chromacel.studio.inputs import Input
from chromacel.studio.processes import Job
from chromacel.studio.reference_models import copy_to_export
from chromacel.studio.refusal import Json, RefusedError
from chromacel.studio.roles import AUTOMATIC, HINTED
from chromacel.studio.studio import Studio, adapted_file
from chromacel.studio.views import encoded, shrunk
from chromacel.studio.worker import SOON

MOST_PROPOSED = 1000
COUNT = 10
STEPS = {
    AUTOMATIC: "the model that colors by itself",
    HINTED: "the model that follows your strokes",
}


class JobRoutes:
    """What is answered of one studio."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.project = studio, studio.project
        self.inputs = studio.desk.inputs
        self.command = self.folder = ""

    @property
    def table(self) -> list[Row]:
        one = "/api/inputs/{id:int}"
        return [
            ("POST", f"{one}/proposals", self.propose),
            ("GET", f"{one}/proposals", self.proposals),
            ("GET", f"{one}/shots", self.shots),
            ("GET", f"{one}/keyframes", self.keyframes),
            ("GET", f"{one}/keyframes/{{page:int}}", self.keyframe),
            ("PUT", f"{one}/keyframes/{{page:int}}", self.accept),
            ("DELETE", f"{one}/keyframes/{{page:int}}", self.reject),
            ("GET", f"{one}/pages/{{page:int}}/colored", self.colored),
            *self._job("/api/adapt", self.studio.adapting, self.adapt),
            *self._job(
                "/api/adapt-to-references",
                self.studio.adapting_to_references,
                self.adapt_to_references,
            ),
            *self._job("/api/export", self.studio.exporting, self.export),
        ]

    def _job(self, address: str, job: Job, start: Answer) -> list[Row]:
        """The addresses of a job: it is started, looked at and stopped."""

        async def look(request: Request) -> Response:
            return self._status(job)

        async def stop(request: Request) -> Response:
            await job.stop()
            return self._status(job)

        return [("POST", address, start), ("GET", address, look), ("DELETE", address, stop)]

    def _status(self, job: Job) -> Response:
        is_export = job is self.studio.exporting
        made = {"command": self.command, "folder": self.folder} if is_export else {}
        return Json({**job.status, **made})

    async def propose(self, request: Request) -> Response:
        one = self._input(request)
        count = (await object_in(request)).get("count", COUNT)
        if not isinstance(count, int) or not 1 <= count <= MOST_PROPOSED:
            raise RefusedError(400, f"How many to propose is a number from 1 to {MOST_PROPOSED}.")
        found = await self.studio.eyes.do(lambda: self.studio.proposals.propose(one, count))
        return Json({"pages": found})

    async def proposals(self, request: Request) -> Response:
        one = self._input(request)
        kept = await self.studio.files.do(lambda: self.studio.proposals.kept(one))
        return Json({"pages": kept.get("pages", [])})

    async def shots(self, request: Request) -> Response:
        one = self._input(request)
        return Json({"shots": await self.studio.eyes.do(lambda: self.studio.proposals.shots(one))})

    async def keyframes(self, request: Request) -> Response:
        one = self._input(request)
        pages = await self.studio.files.do(lambda: self._accepted(one))
        return Json({"pages": pages})

    def _accepted(self, one: Input) -> list[int]:
        return [page for page in self.project.keyframes(one.folder) if page < one.pages.count]

    async def keyframe(self, request: Request) -> Response:
        """An accepted page, in its colors."""
        place, number = page_of(request, self.inputs)
        side = side_of(request)
        kept = await self.studio.hands.do(lambda: self._kept(place, number, side))
        if kept is None:
            raise RefusedError(404, "This page has not been accepted.")
        return jpeg(kept)

    async def accept(self, request: Request) -> Response:
        place, number = page_of(request, self.inputs)
        said = await object_in(request)
        method, marks = str(said.get("method")), said.get("marks", [])
        desk = self.studio.desk
        await self.studio.hands.do(lambda: desk.accept(place, number, method, marks), SOON)
        return Json({"saved": True})

    async def reject(self, request: Request) -> Response:
        place, number = page_of(request, self.inputs)
        page = self.inputs[place].page(number)
        await self.studio.hands.do(lambda: self.project.reject(page), SOON)
        return Json({"removed": True})

    async def colored(self, request: Request) -> Response:
        place, number = page_of(request, self.inputs)
        one, side = self.inputs[place], side_of(request)
        method = self._method(request.query_params.get("method"))
        if one.kind == "video":
            return jpeg(await self.studio.eyes.do(lambda: self._played(one, number, method, side)))
        work = lambda: self._result(place, number, method, side)  # noqa: E731
        return jpeg(await self.studio.hands.do(work))

    def _method(self, said: object) -> str:
        return usual_method(self.studio) if said is None else str(said)

    def _played(self, one: Input, number: int, method: str, side: int) -> bytes:
        colorizer = colorizer_of(self.studio, method)
        return self.studio.player.colored(one, number, colorizer, takes_hints(method), side)

    def _result(self, place: int, number: int, method: str, side: int) -> bytes:
        """A page as Export would write it."""
        if kept := self._kept(place, number, side):
            return kept
        desk = self.studio.desk
        marks = desk.hints(place, number)["marks"]
        return desk.color(place, number, method, marks, side)

    def _kept(self, place: int, number: int, side: int) -> bytes | None:
        """A page as it was accepted, if it was."""
        path = self.project.keyframe_file(self.inputs[place].page(number))
        return encoded(shrunk(read_picture(path).rgb, side)) if path.is_file() else None

    async def adapt(self, request: Request) -> Response:
        bases = self.studio.models.given
        if not bases:
            raise RefusedError(409, "There is no model to adapt: name weights with --weights.")
        if not any(self._accepted(one) for one in self.inputs):
            raise RefusedError(409, "No page has been accepted yet: accept some, and adapt then.")
        # Each begins with models that the other changes.
        self.studio.adapting_to_references.check_idle()
        words = ["chromacel.studio.adapting", str(self.project.folder), *_given(bases)]
        words += ["--results", *(str(adapted_file(self.project, name)) for name in bases)]

        async def finished() -> None:
            await self.studio.hands.do(self.studio.take_adapted, SOON)

        await self.studio.adapting.start(words, [STEPS[name] for name in bases], finished)
        return self._status(self.studio.adapting)

    async def adapt_to_references(self, request: Request) -> Response:
        """Adapt the models to the references and color by these, or color by the others again."""
        models, is_wanted = self.studio.models.present, (await object_in(request)).get("wanted")
        if not isinstance(is_wanted, bool):
            raise RefusedError(400, "`wanted` is true or false.")
        if not is_wanted:
            await self.studio.adapting_to_references.stop()
            await self.studio.hands.do(lambda: self.studio.use_references(False), SOON)
            return self._status(self.studio.adapting_to_references)
        if not models:
            raise RefusedError(409, "There is no model to adapt: name weights with --weights.")
        if not self.studio.references:
            raise RefusedError(409, "There is no reference: name some with --reference.")
        self.studio.adapting.check_idle()

        async def finished() -> None:
            await self.studio.hands.do(lambda: self.studio.use_references(True), SOON)

        words = [
            "chromacel.studio.adapting_to_references",
            str(self.project.folder),
            *_given(models),
        ]
        await self.studio.adapting_to_references.start(
            words, [STEPS[name] for name in models], finished
        )
        return self._status(self.studio.adapting_to_references)

    async def export(self, request: Request) -> Response:
        said = await object_in(request)
        export = export_of(self.studio, said.get("out"), self._method(said.get("method")))
        self.studio.exporting.check_idle()
        share = lambda: copy_to_export(self.project, export.folder)  # noqa: E731
        await self.studio.files.do(share)
        await self.studio.exporting.start(
            ["chromacel", *export.words], [one.path.name for one in self.inputs]
        )
        self.command, self.folder = export.command, str(export.folder)
        return self._status(self.studio.exporting)

    def _input(self, request: Request) -> Input:
        return self.inputs[place_of(request, self.inputs)]


def _given(models: Mapping[str, TrainedModel]) -> list[str]:
    """The words that tell a process which models to begin with, and on which device."""
    device = next(next(iter(models.values())).generator.parameters()).device.type
    weights = (str(model.path.absolute()) for model in models.values())
    return ["--device", device, "--weights", *weights]
