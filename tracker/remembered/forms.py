from django import forms

from tracker.models import SavedView


class ViewForm(forms.ModelForm):
    """It checks what was typed; the service it is submitted to stores it."""

    class Meta:
        model = SavedView
        fields = ("name", "shared")

    def _post_clean(self) -> None:
        """Leave the checks of the whole row to the service, which repeats none."""
