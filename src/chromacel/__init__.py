"""Chromacel: colorization models for animation, from episodes to evidence."""

__version__ = "0.1.0"
