"""Operations on single pictures: grayscale, edges, sizes, files."""
