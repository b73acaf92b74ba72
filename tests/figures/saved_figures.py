"""What a function saves as a figure, for tests that look at its parts."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray


def saved_figure(function: Callable[..., None], *arguments: Any, **flags: Any) -> Figure:
    """The one figure that `function` saves when it is called so."""
    with patch.object(Figure, "savefig", autospec=True, side_effect=Figure.savefig) as savefig:
        function(*arguments, **flags)
    (call,) = savefig.call_args_list
    figure: Figure = call.args[0]
    return figure


def texts(figure: Figure) -> list[Text]:
    """All that is to be read, wherever it is."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


def legend(axis: Axes | Figure) -> list[str]:
    """The words of an axis's own legend, or of a figure's only one."""
    shown = [axis.get_legend()] if isinstance(axis, Axes) else axis.legends
    return [text.get_text() for one in shown for text in one.get_texts()]


def picture(axis: Axes) -> NDArray[np.uint8]:
    """The one picture that is shown in an axis, as it was given."""
    (image,) = axis.get_images()
    return np.asarray(image.get_array())
