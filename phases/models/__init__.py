from phases.models.measurement import MeasurementType, MigrationData, RecordedVia
from phases.models.phase import Phase, PhaseNote, PhaseStatus, PhaseType
from phases.models.template import ProjectTemplate, TemplatePhase

__all__ = [
    "MeasurementType",
    "MigrationData",
    "Phase",
    "PhaseNote",
    "PhaseStatus",
    "PhaseType",
    "ProjectTemplate",
    "RecordedVia",
    "TemplatePhase",
]
