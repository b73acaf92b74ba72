"""The studio: a page in the browser to give colors by hand, and the server that it talks to."""
