class EmbeddedError(Exception):
    """Why the services can't run, as a sentence for the person at the terminal."""


class NoSandboxError(Exception):
    """Why no stranger's data can be opened here, with a stable code."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
