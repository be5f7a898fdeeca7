"""What people type on the pages of target lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import IcpProfile
from tiers.models import Tier, TierPolicy
from tiers.services.policy import PolicySettings, TierSpec

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


class ChangeForm(BridgeForm):
    """Two days to compare, whose tiers, and which tier then or now."""

    who = forms.ChoiceField(
        label=_("Which accounts"),
        required=False,
        choices=[("", _("Whose tier changed")), ("all", _("Everybody ever in a tier"))],
    )
    then = forms.ChoiceField(label=_("Tier then"), required=False)
    now = forms.ChoiceField(label=_("Tier now"), required=False)

    def __init__(self, *args: Any, tiers: Sequence[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("then", "now"):
            choices = self.fields[name]
            assert isinstance(choices, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
            choices.choices = [("", _("Every tier")), *((tier.key, tier.name) for tier in tiers)]


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
            hours_per_week_hundredths=hundredths(given["hours"]),
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
    profile = forms.ChoiceField(
        label=_("Ranked by"), required=False, help_text=_("The profile whose scores are compared with the lines.")
    )
    approval = forms.ChoiceField(
        label=_("Who moves accounts"),
        choices=[
            (TierPolicy.Approval.AUTO.value, _("The run itself")),
            (TierPolicy.Approval.OWNER.value, _("The run proposes, each account's owner approves")),
        ],
    )
    team_hours = forms.DecimalField(
        label=_("Hours the team has a week"),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        required=False,
        help_text=_("Empty: people times hours each; without those no check whether the tiers need more."),
    )
    hours_per_person = forms.DecimalField(
        label=_("Hours one person has a week"),
        min_value=0,
        max_value=168,
        decimal_places=2,
        required=False,
        help_text=_("For target accounts; owners who need more are marked."),
    )
    sdrs = forms.IntegerField(label=_("SDRs"), min_value=0, max_value=10_000, required=False)
    aes = forms.IntegerField(
        label=_("AEs"), min_value=0, max_value=10_000, required=False, help_text=_("Usual are 1 to 2.5 AEs an SDR.")
    )

    def __init__(self, *args: Any, profiles: Sequence[IcpProfile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["profile"]
        assert isinstance(choices, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        names = [(str(profile.pk), profile.name) for profile in profiles]
        choices.choices = [("", _("Fit: the primary profile")), *names]

    def settings(self) -> PolicySettings:
        """Return what was typed as the service takes it; call it on a valid form only."""
        given = self.cleaned_data
        return PolicySettings(
            approval=given["approval"],
            profile_id=int(given["profile"]) if given["profile"] else None,
            team_hours_per_week_hundredths=hundredths(given["team_hours"]),
            hours_per_person_hundredths=hundredths(given["hours_per_person"]),
            sdr_count=given["sdrs"],
            ae_count=given["aes"],
        )


TierFormSet = forms.formset_factory(TierForm, extra=0, max_num=12, validate_max=True, can_delete=True, absolute_max=20)


def hundredths(hours: Decimal | None) -> int | None:
    """This function will turn hours as typed into hundredths of an hour."""
    return None if hours is None else int(hours * 100)


def hours_text(hundredths_: int | None) -> str | None:
    """This function will write hundredths of an hour as a form field takes them."""
    return None if hundredths_ is None else f"{hundredths_ / 100:g}"


def policy_initial(settings: PolicySettings) -> dict[str, Any]:
    """This function will give the values the policy's form begins with."""
    return {
        "profile": "" if settings.profile_id is None else str(settings.profile_id),
        "approval": settings.approval,
        "team_hours": hours_text(settings.team_hours_per_week_hundredths),
        "hours_per_person": hours_text(settings.hours_per_person_hundredths),
        "sdrs": settings.sdr_count,
        "aes": settings.ae_count,
    }


def thousandths(points: Decimal) -> int:
    """This function will turn points as typed into thousandths of a point."""
    return int(points * 1000)


def tier_initial(spec: TierSpec) -> dict[str, Any]:
    """This function will give the values a tier's form begins with."""
    return {
        "name": spec.name,
        "level": spec.level,
        "promote": points_text(spec.promote_milli),
        "stay": points_text(spec.stay_milli),
        "capacity": spec.capacity,
        "minimum": spec.minimum,
        "dwell_days": spec.dwell_days,
        "hours": hours_text(spec.hours_per_week_hundredths),
        "involved": ", ".join(spec.involved),
        "personalisation": spec.personalisation,
        "channels": ", ".join(spec.channels),
        "cadence": spec.cadence,
    }


def points_text(milli: int) -> str:
    """This function will write thousandths of a point as a form field takes them: 62450 becomes 62.45."""
    return f"{Decimal(milli) / 1000:f}".rstrip("0").rstrip(".") if milli % 1000 else str(milli // 1000)
