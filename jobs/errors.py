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

    What may be said of it by then, should that not succeed either, is the sentence.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Waits(Exception):  # noqa: N818
    """A person has to answer first. Then the work begins anew."""


class Stopped(BaseException):
    """The work has to end now. No Exception: loops must not swallow it."""


class Cancelled(Stopped):
    """Somebody asked to."""


class LostLease(Stopped):
    """The job is no longer this worker's, which must not touch anything of it."""


class Interrupted(Stopped):
    """The worker is being stopped: another one will begin anew."""
