class Refused(Exception):  # noqa: N818
    """A backup that is not restored, with a stable code and one clear sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
