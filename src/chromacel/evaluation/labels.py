"""What tables and figures call conditions, models, baselines, metrics and failures."""

from chromacel.conditions.kinds import CONDITIONS
from chromacel.models.recipes import RECIPES

INPUTS = {**{name: kind.label for name, kind in CONDITIONS.items()}, "none": "none"}
MODELS = {name: recipe.label for name, recipe in RECIPES.items()}
METHODS = {
    **MODELS,
    "condition": "baseline: the input itself, as gray",
    "level_color": "baseline: mean training color of each gray level",
    "hand_made": "baseline: small network on DAISY features",
    "nearest": "baseline: nearest training picture",
    "mean_color": "baseline: mean training color",
    "mean_picture": "baseline: mean training picture",
}
DEFINITIONS = {
    "l1": "mean absolute difference per pixel and channel, 0–255 (the paper's)",
    "l2": "mean squared difference per pixel and channel (the paper's)",
    "psnr": "peak signal-to-noise ratio in decibels, 10 log₁₀(255² / L2); at most 99",
    "ssim": "structural similarity per channel, Gaussian window of 11 pixels; 1 is identical",
    "ms_ssim": "structural similarity over five scales; empty for pictures below 161 pixels",
    "ciede2000": "mean color difference CIEDE2000 (CIELAB, D65); 1 is just noticeable",
    "ciede2000_p95": "95th percentile of CIEDE2000 over the pixels",
    "colorfulness": "how colorful the colored picture is, after Hasler and Süsstrunk",
    "colorfulness_error": "absolute difference of its colorfulness from the truth's",
    "chroma_error": "mean distance in the a*b* plane of CIELAB: colors alone, without lightness",
    "brightness": "mean luma of the colored picture minus the truth's, 0–255",
    "sharpness": "mean gradient of its luma (Sobel) minus the truth's",
}
METRICS = tuple(DEFINITIONS)
FAILURES = {
    "exchanged": "Figure 12: look-alike regions with exchanged colors",
    "flat": "Figure 13: one flat region fills most of the picture, and is colored in patches",
    "caption": "Figure 14: captions",
    "near_black": "Figure 14: near-black frames",
    "worst": "The frames furthest from the truth",
}
LABELS = {
    "l1": "L1",
    "l2": "L2",
    "psnr": "PSNR",
    "ssim": "SSIM",
    "ms_ssim": "MS-SSIM",
    "ciede2000": "CIEDE2000",
    "ciede2000_p95": "its 95th percentile",
    "colorfulness": "colorfulness",
    "colorfulness_error": "its error",
    "chroma_error": "chroma error",
    "brightness": "brightness",
    "sharpness": "sharpness",
}


def pair_name(model: str, condition: str) -> str:
    """What a model trained for a condition is called."""
    return f"{MODELS[model]} from {INPUTS[condition]}"
