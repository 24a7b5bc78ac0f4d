"""Fields and constraints that every part of the hierarchy shares."""

import unicodedata
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

# Control characters, line and paragraph separators, lone surrogates, and the marks
# that turn text around on screen.
UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069"

printable = RegexValidator(
    f"[{UNPRINTABLE}]",
    "Use printable characters only. This text contains a control character.",
    inverse_match=True,
    code="unprintable",
)


class NameField(models.CharField):  # type: ignore[type-arg]
    """A name that people type: trimmed, in one Unicode form, never blank."""

    default_validators = [printable]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        return unicodedata.normalize("NFC", value).strip()


class ExactNameField(models.CharField):  # type: ignore[type-arg]
    """A name as an appliance knows it: kept to the letter, case and blanks included."""

    default_validators = [printable]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return "" if isinstance(value, str) and not value.strip() else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"strip": False, **kwargs})


class UniqueName(models.UniqueConstraint):
    """Names that differ in case only are one name; the error stands by the field."""

    def __init__(
        self, *within: str, name: str, violation_error_message: str, **options: Any
    ) -> None:
        self.within = within
        self.options = options
        super().__init__(
            *within,
            Lower("name"),
            name=name,
            violation_error_message=violation_error_message,
            **options,
        )

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        message = str(self.violation_error_message)
        return (
            "tracker.fields.UniqueName",
            self.within,
            {"name": self.name, "violation_error_message": message, **self.options},
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().validate(*args, **kwargs)
        except ValidationError as error:
            raise ValidationError({"name": error.messages}) from error


def one_of(field: str, choices: type[Enum], name: str) -> Any:
    """The choices of a field, known to the database too."""
    values = [choice.value for choice in choices]
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message=f"Choose one of: {', '.join(values)}.",
    )


def not_blank(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(name__regex=r"\S"),
        name=name,
        violation_error_message="Enter a name.",
    )
