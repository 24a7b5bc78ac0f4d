class EmbeddedError(Exception):
    """Why the services can not run, as one sentence for the person at the terminal."""


class NoSandboxError(Exception):
    """Why nothing of a stranger's can be started here, with a stable code."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
