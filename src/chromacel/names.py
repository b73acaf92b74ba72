"""What tables and figures call conditions and models."""

INPUTS = {"gray": "grayscale", "edge": "edges", "none": "none"}
MODELS = {"convnet": "ConvNet", "gan": "GAN"}
