from phases.models.attention import Reason, SetAside
from phases.models.buckets import BucketFigures
from phases.models.forecast import (
    ForecastState,
    PhaseForecast,
    PhasePause,
    PhaseSummary,
    ProjectForecast,
)
from phases.models.importing import ImportState, MeasurementImport, PhaseImport
from phases.models.legacy import LegacyImport
from phases.models.measurement import MeasurementType, MigrationData, RecordedVia
from phases.models.phase import Phase, PhaseStatus, PhaseType
from phases.models.template import ProjectTemplate, TemplatePhase

__all__ = [
    "BucketFigures",
    "ForecastState",
    "ImportState",
    "LegacyImport",
    "MeasurementImport",
    "MeasurementType",
    "MigrationData",
    "Phase",
    "PhaseForecast",
    "PhaseImport",
    "PhasePause",
    "PhaseStatus",
    "PhaseSummary",
    "PhaseType",
    "ProjectForecast",
    "ProjectTemplate",
    "Reason",
    "RecordedVia",
    "SetAside",
    "TemplatePhase",
]
