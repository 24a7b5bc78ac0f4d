"""What a service refuses stands beside its field, or on top of the form."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tracker.services import submit


class Form(forms.Form):
    name = forms.CharField()


def refusing(error):
    def service(*, name: str) -> None:
        raise ValidationError(error)

    return service


def test_the_service_gets_the_values_and_its_answer_is_given():
    answer = submit(Form({"name": "x"}), lambda *, name, more: name + more, more="y")
    assert answer == "xy"


def test_an_invalid_form_does_not_reach_it():
    assert submit(Form({}), pytest.fail) is None


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        ({"name": "No."}, {"name": ["No."]}),
        ("No.", {"__all__": ["No."]}),
        ({"other": "No."}, {"__all__": ["No."]}),
        ({"name": "A.", "other": "B."}, {"name": ["A."], "__all__": ["B."]}),
        ({"__all__": "No."}, {"__all__": ["No."]}),
    ],
)
def test_each_refusal_has_its_place(error, errors):
    form = Form({"name": "x"})
    assert submit(form, refusing(error)) is None
    assert form.errors == errors
