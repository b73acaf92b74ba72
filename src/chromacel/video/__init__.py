"""Video files: opened, decoded where needed, in true colors, and encoded."""
