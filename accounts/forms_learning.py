"""The form that starts learning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.domain.icp_facts import Subject
from accounts.services.learning import LearnOrder
from accounts.templatetags.icp import fact_label


class LearnForm(forms.Form):
    """From which deals, and which fields stay out or in."""

    until = forms.DateField(
        label=gettext_lazy("Only deals created before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: all closed deals. The newest quarter examines, whatever the day."),
    )
    include = forms.MultipleChoiceField(
        label=gettext_lazy("Learn from these though they look as if they were filled in after the outcome"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exclude = forms.MultipleChoiceField(
        label=gettext_lazy("Do not learn from"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, fields: Sequence[str], flagged: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("exclude", fields)
        self._choose("include", flagged)
        if not flagged:
            del self.fields["include"]

    def _choose(self, name: str, keys: Sequence[str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, fact_label(key)) for key in keys]

    def order(self, subject: Subject) -> LearnOrder:
        """This function will return what a valid form asks for."""
        given = self.cleaned_data
        return LearnOrder(subject, given["until"], tuple(given.get("include", ())), tuple(given["exclude"]))
