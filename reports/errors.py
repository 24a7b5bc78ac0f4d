class ReportError(Exception):
    """Why a report can not be made, in a sentence. Ends a job as failed."""

    code = "report"

    @property
    def sentence(self) -> str:
        return str(self)
