"""How a job ends when it does not end well."""


class Failed(Exception):  # noqa: N818
    """Expected: one plain sentence says what happened and what to do.

    Any exception with a `code` and a `sentence` of its own counts as this.
    """

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class Unfinished(Exception):  # noqa: N818
    """Past the point of no return: another attempt has to complete it.

    The sentence is shown if no further attempt succeeds.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Waits(Exception):  # noqa: N818
    """A person has to answer first. Then the job starts again."""


class Stopped(BaseException):
    """The work has to end now. No Exception: loops must not swallow it."""


class Cancelled(Stopped):
    """Someone requested it."""


class LostLease(Stopped):
    """The job is no longer this worker's, which must not touch it again."""


class Interrupted(Stopped):
    """The worker is being stopped; another one will start the job again."""
