class Refused(Exception):  # noqa: N818
    """A backup that is not restored, with a stable code and one clear sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def wrong_encoding(said: str) -> Refused:
    """What PostgreSQL says of bytes that mean nothing in the encoding they claim."""
    return Refused(
        "encoding",
        f"The backup has a text in another encoding than it says ({said}): make it "
        "again, and name the right one, as in pg_dump --encoding=LATIN1.",
    )
