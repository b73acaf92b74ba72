"""Operations on single pictures: grayscale, edges, sizes, lightness, files."""
