"""What the studio has models for: to color a page by itself, and by hints."""

AUTOMATIC, HINTED = "automatic", "hinted"
