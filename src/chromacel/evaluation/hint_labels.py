"""What tables and figures call the methods and models that are measured with hints."""

from chromacel.coloring.methods import METHODS
from chromacel.evaluation.labels import MODELS
from chromacel.evaluation.untrained import UNTRAINED
from chromacel.models.recipes import RECIPES

FILL = "fill"
HINT_METHODS = {
    FILL: "baseline: regions filled",
    **{name: METHODS[name].label for name in UNTRAINED if name != FILL},
    **MODELS,
}
HINT_COLORS = {
    **{FILL: "0.6", "levin": "C8", "yatziv": "C9"},
    **{name: recipe.color for name, recipe in RECIPES.items()},
}
