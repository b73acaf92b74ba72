"""What a model sees of a picture, made in one place for training and for use."""
