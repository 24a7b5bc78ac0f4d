from files.errors import Refused


def wrong_encoding(reason: str) -> Refused:
    """From PostgreSQL's message about bytes that are not of the encoding they claim."""
    return Refused(
        "encoding",
        f"The backup contains text in a different encoding than it declares ({reason})."
        " Make it again with the right encoding, as in pg_dump --encoding=LATIN1.",
    )
