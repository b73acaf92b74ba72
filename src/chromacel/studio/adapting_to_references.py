"""Models are adapted to a project's references, as `chromacel color --reference` does before it
colors. A process of its own."""

from pathlib import Path

from chromacel.coloring.references import read_references
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.weights import load_model
from chromacel.studio.job_progress import NEXT
from chromacel.studio.project import Project
from chromacel.studio.reference_models import weights_folder
from chromacel.training.reference import adapted_to


def main(project: Path, *, weights: list[Path], device: DeviceName) -> None:
    """Adapt weights to the references of a project, which keeps the results.

    Args:
        project: its folder
        weights: of the models to begin with
        device: auto, cpu or cuda
    """
    opened = Project.read(project)
    references = read_references(opened.references)
    with claimed_devices(device) as [one]:
        for path in weights:
            print(f"{len(references)} references{NEXT}{path.name}", flush=True)
            adapted_to(load_model(path, one), references, weights_folder(opened))


if __name__ == "__main__":
    run(main)
