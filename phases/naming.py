"""Names that are made of others. Pure."""

LONGEST = 200


def with_end(name: str, end: str) -> str:
    """The name with something added; what is too long of the name is cut off."""
    return f"{name[: LONGEST - len(end)]}{end}" if end else name
