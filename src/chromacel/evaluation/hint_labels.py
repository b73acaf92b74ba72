"""What tables and figures call the methods and models that are measured with hints."""

from chromacel.coloring.methods import METHODS
from chromacel.evaluation.labels import MODELS
from chromacel.evaluation.untrained import TRANSFERS, UNTRAINED
from chromacel.models.recipes import RECIPES

FILL = "fill"
HINT_METHODS = {
    FILL: "baseline: regions filled",
    **{name: METHODS[name].label for name in UNTRAINED if name != FILL},
    **{name: f"{METHODS[name].label}, no hints" for name in TRANSFERS},
    **MODELS,
}
HINT_COLORS = {
    **{FILL: "0.6", "levin": "C8", "yatziv": "C9", "qu": "C6", "welsh": "C5", "ironi": "0.2"},
    **{name: recipe.color for name, recipe in RECIPES.items()},
}
