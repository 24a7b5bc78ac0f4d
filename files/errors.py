"""Files that are not accepted: a stable code, and a sentence for a person."""

COPY_AGAIN = "Copy it again or make a new one."
CHECK_SOURCE = "Check where it comes from."


class Refused(Exception):  # noqa: N818
    """A file from outside is not accepted."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def damaged(subject: str, detail: str) -> Refused:
    """`subject` begins the sentence, as in "This zip archive"."""
    return Refused("damaged", f"{subject} is damaged ({detail}). {COPY_AGAIN}")


def truncated(subject: str, detail: str = "the end is missing") -> Refused:
    return Refused("truncated", f"{subject} is incomplete ({detail}). {COPY_AGAIN}")


def joined(content: str) -> Refused:
    """More follows where the file should end."""
    return Refused(
        "trailing_data",
        f"The {content} in this file is followed by something else. The file is "
        f"damaged, or two files were joined. {COPY_AGAIN}",
    )
