"""The form of a team rating."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import TeamRating


class RatingForm(forms.Form):
    """A department's opinion in one line."""

    department = forms.ChoiceField(label=_("Department"), choices=TeamRating.Department.choices)
    score = forms.TypedChoiceField(
        label=_("Rating, 0 to 5"), coerce=int, choices=[(score, str(score)) for score in range(5, -1, -1)]
    )
    note = forms.CharField(label=_("Why"), required=False, max_length=500)
