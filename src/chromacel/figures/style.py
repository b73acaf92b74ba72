"""How all figures look, and how they are saved."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from chromacel.files.whole import whole_file

mpl.rcParams.update(
    {
        "font.size": 9,
        "axes.titlesize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.alpha": 0.3,
        "text.parse_math": False,  # an episode's name may hold dollars
    }
)
# Of letters that matplotlib's own font lacks, where the system has one of these fonts.
OTHER_FONTS = (
    *("Noto Sans CJK JP", "Source Han Sans", "IPAGothic", "WenQuanYi Zen Hei"),
    *("Hiragino Sans", "Yu Gothic", "Microsoft YaHei", "Malgun Gothic"),
)
INSTALLED = {font.name for font in fontManager.ttflist}
mpl.rcParams["font.family"] = ["DejaVu Sans", *(name for name in OTHER_FONTS if name in INSTALLED)]
DPI = 150


def shortened(name: str, longest: int) -> str:
    """A name of any length in so many letters at most."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def save(figure: Figure, path: Path) -> None:
    with whole_file(path) as temporary:
        figure.savefig(temporary, format="png", dpi=DPI, pil_kwargs={"optimize": True})
