"""What people type where moves wait for their decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiers.forms import VETO_DAYS
from tiers.models import ProposedMove, Tier


class MoveFilterForm(forms.Form):
    """The filters of the list; each may be left out."""

    owner = forms.ChoiceField(
        label=_("Whose accounts"), required=False, choices=[("me", _("My accounts")), ("all", _("All accounts"))]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            (ProposedMove.State.OPEN.value, _("Waiting")),
            (ProposedMove.State.APPROVED.value, _("Approved")),
            (ProposedMove.State.REJECTED.value, _("Rejected")),
            (ProposedMove.State.SUPERSEDED.value, _("Superseded")),
        ],
    )
    tier = forms.ChoiceField(label=_("From or to"), required=False)
    cause = forms.ChoiceField(
        label=_("Kind of move"),
        required=False,
        choices=[
            ("", _("Every kind")),
            ("entered", _("Joins the tiers")),
            ("promoted", _("Up")),
            ("demoted", _("Down")),
            ("left", _("Leaves the tiers")),
            ("excluded", _("Excluded")),
        ],
    )

    def __init__(self, *args: Any, tiers: Sequence[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["tier"]
        assert isinstance(choices, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        choices.choices = [("", _("Every tier")), *((tier.key, tier.name) for tier in tiers)]


class RejectForm(forms.Form):
    """Why moves are rejected, and until when accounts that would have joined are not to be worked."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    expires_on = forms.DateField(
        label=_("Until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For accounts that would have joined: they are vetoed to this day, at most two years."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"expires_on": today + timedelta(days=VETO_DAYS)})
        super().__init__(*args, **kwargs)


class DecideForm(forms.Form):
    """Which moves the buttons of the list mean: one, those chosen, or all that the filter shows."""

    one = forms.UUIDField(required=False)
    verb = forms.ChoiceField(choices=[("approve", ""), ("approve_all", ""), ("reject", "")], required=False)
