"""How all figures look, and how they are saved."""

import io
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from PIL import Image
from PIL.PngImagePlugin import PngInfo

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
MOST_PIXELS = 16_000  # on a side: WebP, which pages show, ends at 16,383
SAYS = "Description"  # of a figure that says no more than this text


def save(figure: Figure, path: Path, says: str = "") -> None:
    """Write the figure as PNG, a very large one at fewer pixels an inch. `says` is kept in it."""
    dpi = min(DPI, MOST_PIXELS / max(figure.get_size_inches()))
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=dpi, pil_kwargs={"compress_level": 0})
    metadata = PngInfo()
    if says:
        metadata.add_text(SAYS, says)
    with whole_file(path) as temporary, Image.open(drawn) as picture:
        opaque = picture.convert("RGB")  # matplotlib writes alpha, too, a tenth more
        opaque.save(temporary, "png", dpi=(dpi, dpi), pnginfo=metadata, optimize=True)


def show_single_values(axis: Axes) -> None:
    """Where all points have one x or one y, let that axis start at 0, for want of a scale."""
    for (low, high), set_limits in (
        (axis.dataLim.intervalx, axis.set_xlim),
        (axis.dataLim.intervaly, axis.set_ylim),
    ):
        if low == high:
            set_limits(*sorted((0, 2 * low)) if low else (-0.05, 1))
