"""The figures, as PNG files."""
