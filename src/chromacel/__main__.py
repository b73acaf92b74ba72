"""`python -m chromacel` is the command `chromacel`."""

from chromacel.app.cli import main

if __name__ == "__main__":
    main()
