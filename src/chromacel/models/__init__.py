"""The table of models, and what it names: networks, objectives, weights."""
