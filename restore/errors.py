from files.errors import Refused


def wrong_encoding(said: str) -> Refused:
    """What PostgreSQL says of bytes that mean nothing in the encoding they claim."""
    return Refused(
        "encoding",
        f"The backup has a text in another encoding than it says ({said}): make it "
        "again, and name the right one, as in pg_dump --encoding=LATIN1.",
    )
