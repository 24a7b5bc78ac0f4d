class EmbeddedError(Exception):
    """Why the services can not run, as one sentence for the person at the terminal."""
