"""When will it be done? Pure: measurements in, a range of days or a named state out.

* `calendar` the days that count  * `series` measurements in order  * `rates` how fast
* `experience` how far off  * `lesson` how far off here  * `unit` objects or bytes
* `whole` a phase  * `project` its latest phase  * `tapes` whether they last
* `words` all of it in a sentence
"""

from phases.forecast.calendar import Calendar, Pause
from phases.forecast.lesson import End, Lesson
from phases.forecast.project import Range, latest_of
from phases.forecast.series import Point
from phases.forecast.tapes import TapeCount, TapeOutlook, tape_outlook
from phases.forecast.unit import Outlook, State, UnitForecast
from phases.forecast.whole import Forecast, Reading, forecast, needed_rate, read_on
from phases.forecast.words import (
    Apart,
    Evidence,
    Phases,
    lesson_sentence,
    phase_sentence,
    project_sentence,
    spoken,
)

__all__ = [
    "Apart",
    "Calendar",
    "End",
    "Evidence",
    "Forecast",
    "Lesson",
    "Outlook",
    "Pause",
    "Phases",
    "Point",
    "Range",
    "Reading",
    "State",
    "TapeCount",
    "TapeOutlook",
    "UnitForecast",
    "forecast",
    "latest_of",
    "lesson_sentence",
    "needed_rate",
    "phase_sentence",
    "project_sentence",
    "read_on",
    "spoken",
    "tape_outlook",
]
