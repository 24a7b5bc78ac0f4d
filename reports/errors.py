class ReportError(Exception):
    """Why a report cannot be created, in sentences. Ends a job as failed."""

    code = "report"

    @property
    def sentence(self) -> str:
        return str(self)
