"""What people type on the page of clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiers.domain.clusters import SIZE_EDGES, Traits
from tiers.models import Tier, TierCluster

SHARED = {
    TierCluster.Shared.INDUSTRY.value: _("Industry"),
    TierCluster.Shared.SIZE.value: _("Size"),
    TierCluster.Shared.GEOGRAPHY.value: _("Geography"),
    TierCluster.Shared.PROBLEM.value: _("Problem"),
}


class ClusterForm(forms.Form):
    """Bind a segment to a tier."""

    tier = forms.ChoiceField(label=_("Tier"))
    segment = forms.ChoiceField(label=_("Segment"))
    shared = forms.MultipleChoiceField(
        label=_("Its accounts share"), required=False, choices=list(SHARED.items()), widget=forms.CheckboxSelectMultiple
    )
    problem = forms.CharField(
        label=_("The problem they share"), required=False, max_length=200, help_text=_("In your words, if it is one.")
    )

    def __init__(self, *args: Any, tiers: Sequence[Tier], segments: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("tier", [(tier.key, tier.name) for tier in tiers]), ("segment", list(segments))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
            field.choices = choices


class SuggestionForm(forms.Form):
    """Take a suggestion: what the accounts share, and the name the segment gets."""

    tier = forms.ChoiceField()
    name = forms.CharField(label=_("Name"), max_length=120)
    industry = forms.CharField(required=False, max_length=200)
    country = forms.CharField(required=False, max_length=100)
    band = forms.IntegerField(required=False, min_value=0, max_value=len(SIZE_EDGES) - 1)

    def __init__(self, *args: Any, tiers: Sequence[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tier"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        field.choices = [(tier.key, tier.name) for tier in tiers]

    def traits(self) -> Traits:
        """Return what is shared; call it on a valid form only."""
        given = self.cleaned_data
        return Traits(given["industry"] or None, given["country"] or None, given["band"])
