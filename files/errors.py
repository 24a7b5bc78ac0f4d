class Refused(Exception):  # noqa: N818
    """What came from outside and is not accepted: a stable code, one clear sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
