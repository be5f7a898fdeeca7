"""The span and the profile of a score's history, from the address."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

USUAL_DAYS = 90


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, label: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


class HistoryForm(forms.Form):
    """From the beginning of one day to the end of another; without them the last 90 days."""

    since = DayField(gettext_lazy("From"))
    until = DayField(gettext_lazy("To"))
    profile = forms.ChoiceField(label=gettext_lazy("Profile"), required=False)

    def __init__(self, *args: Any, profiles: list[tuple[str, str]], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        choice: Any = self.fields["profile"]
        choice.choices = profiles
        if len(profiles) < 2:
            choice.widget = choice.hidden_widget()

    def span(self) -> tuple[datetime, datetime]:
        """The two moments; a day that cannot be read counts as not given, and the end is never before the start."""
        given: dict[str, Any] = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        today = timezone.localtime(self.now).date()
        until_day = min(given.get("until") or today, today)
        since_day = min(given.get("since") or until_day - timedelta(days=USUAL_DAYS), until_day)
        since = timezone.make_aware(datetime.combine(since_day, time.min))
        until = timezone.make_aware(datetime.combine(until_day, time.max))
        return since, min(until, self.now)

    def profile_key(self) -> str:
        """The profile asked for, empty for the usual one."""
        return str(self.data.get("profile") or "") if self.is_bound else ""
