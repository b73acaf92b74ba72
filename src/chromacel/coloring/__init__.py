"""What a trained model is for: pictures in color."""
