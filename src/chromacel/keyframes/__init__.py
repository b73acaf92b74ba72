"""A few frames of an episode that a person colors: which ones, and whether they fit."""
