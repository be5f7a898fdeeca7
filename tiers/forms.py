"""What people type on the pages of target lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiers.models import Tier
from tiers.services.policy import TierSpec

VETO_DAYS = 90


class MoveForm(forms.Form):
    """Put an account into a tier by hand."""

    tier = forms.ChoiceField(label=_("Move to tier"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Why this account belongs there whatever its score.")
    )

    def __init__(self, *args: Any, tiers: Sequence[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["tier"]
        assert isinstance(choices, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        choices.choices = [(tier.key, tier.name) for tier in tiers]


class VetoForm(forms.Form):
    """Keep an account out of all tiers for a while."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Why we will not work this account."))
    expires_on = forms.DateField(
        label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("At most two years.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"expires_on": today + timedelta(days=VETO_DAYS)})
        super().__init__(*args, **kwargs)


class BridgeForm(forms.Form):
    """Two days to compare."""

    start = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        given: dict[str, Any] = super().clean() or {}
        if "start" in given and "end" in given and given["end"] < given["start"]:
            self.add_error("end", _("Choose a day on or after the first one."))
        return given


class TierForm(forms.Form):
    """One tier of the policy. Lines in points, hours a week."""

    name = forms.CharField(label=_("Name"), max_length=80)
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[
            ("one_to_one", _("One to one")),
            ("one_to_few", _("One to few")),
            ("one_to_many", _("One to many")),
        ],
    )
    promote = forms.DecimalField(
        label=_("Promote line"), min_value=0, max_value=100, decimal_places=3, help_text=_("Points to get in")
    )
    stay = forms.DecimalField(
        label=_("Stay line"), min_value=0, max_value=100, decimal_places=3, help_text=_("Points to stay in")
    )
    capacity = forms.IntegerField(
        label=_("Capacity"), min_value=1, max_value=1_000_000, required=False, help_text=_("Empty: the rest")
    )
    minimum = forms.IntegerField(label=_("Minimum"), min_value=0, max_value=1_000_000, required=False)
    dwell_days = forms.IntegerField(
        label=_("Dwell, days"), min_value=0, max_value=3_650, required=False, help_text=_("No demotion before")
    )
    hours = forms.DecimalField(
        label=_("Hours a week"),
        min_value=0,
        max_value=1_000,
        decimal_places=2,
        required=False,
        help_text=_("For each account"),
    )
    involved = forms.CharField(label=_("Who is involved"), max_length=400, required=False)
    personalisation = forms.CharField(label=_("Personalisation"), max_length=200, required=False)
    channels = forms.CharField(label=_("Channels"), max_length=400, required=False)
    cadence = forms.CharField(label=_("Cadence"), max_length=200, required=False)

    def clean_involved(self) -> tuple[str, ...]:
        """Return the parts between commas."""
        return self._parts("involved")

    def clean_channels(self) -> tuple[str, ...]:
        """Return the parts between commas."""
        return self._parts("channels")

    def spec(self) -> TierSpec:
        """Return the tier as the service takes it; call it on a valid form only."""
        given = self.cleaned_data
        return TierSpec(
            name=given["name"],
            level=given["level"],
            promote_milli=thousandths(given["promote"]),
            stay_milli=thousandths(given["stay"]),
            minimum=given["minimum"] or 0,
            capacity=given["capacity"],
            dwell_days=given["dwell_days"] or 0,
            hours_per_week_hundredths=None if given["hours"] is None else int(given["hours"] * 100),
            involved=given["involved"],
            personalisation=given["personalisation"],
            channels=given["channels"],
            cadence=given["cadence"],
        )

    def _parts(self, name: str) -> tuple[str, ...]:
        parts = tuple(part for part in (part.strip() for part in self.cleaned_data[name].split(",")) if part)
        if any(len(part) > 40 for part in parts):
            raise forms.ValidationError(_("Use at most 40 characters between two commas."))
        return parts


class PolicyForm(forms.Form):
    """What belongs to the policy as a whole."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    preset = forms.CharField(widget=forms.HiddenInput, required=False)
    team_hours = forms.DecimalField(
        label=_("Hours the team has a week"),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        required=False,
        help_text=_("Empty: no check whether the tiers need more than there is."),
    )


TierFormSet = forms.formset_factory(TierForm, extra=0, max_num=12, validate_max=True, can_delete=True)


def thousandths(points: Decimal) -> int:
    """This function will turn points as typed into thousandths of a point."""
    return int(points * 1000)


def tier_initial(spec: TierSpec) -> dict[str, Any]:
    """This function will give the values a tier's form begins with."""
    hours = spec.hours_per_week_hundredths
    return {
        "name": spec.name,
        "level": spec.level,
        "promote": points_text(spec.promote_milli),
        "stay": points_text(spec.stay_milli),
        "capacity": spec.capacity,
        "minimum": spec.minimum,
        "dwell_days": spec.dwell_days,
        "hours": None if hours is None else f"{hours / 100:g}",
        "involved": ", ".join(spec.involved),
        "personalisation": spec.personalisation,
        "channels": ", ".join(spec.channels),
        "cadence": spec.cadence,
    }


def points_text(milli: int) -> str:
    """This function will write thousandths of a point as a form field takes them: 62450 becomes 62.45."""
    return f"{Decimal(milli) / 1000:f}".rstrip("0").rstrip(".") if milli % 1000 else str(milli // 1000)
