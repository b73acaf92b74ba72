"""Color profiles: pictures whose numbers mean other colors than sRGB's, as they are to be seen."""

import io

import numpy as np
from PIL import Image, ImageCms

from chromacel.pictures.pixels import Picture

MODES = {"GRAY": "L", "RGB ": "RGB"}  # Pillow's, of the color spaces that profiles may be for


def in_srgb(rgb: Picture, original: bytes) -> Picture:
    """A picture read without its profile, (h, w, 3) uint8, by the profile in its file's bytes.

    As it is if there is none, or a broken one, or one of ink (CMYK), whose amounts are not known
    any more.
    """
    try:
        with Image.open(io.BytesIO(original)) as image:
            content = image.info.get("icc_profile")
        if not content:
            return rgb
        profile = ImageCms.ImageCmsProfile(io.BytesIO(content))
        mode = MODES[profile.profile.xcolor_space]
        if mode == "L" and not (rgb == rgb[..., :1]).all():
            return rgb
        source = Image.fromarray(rgb if mode == "RGB" else np.ascontiguousarray(rgb[..., 0]))
        converted = ImageCms.profileToProfile(
            source, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        return rgb if converted is None else np.asarray(converted)
    except Exception:  # a profile on which nothing can be said, as most programs ignore it
        return rgb
