"""From animation episodes to datasets, colorization models and pictures in color."""
