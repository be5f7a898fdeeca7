"""What the platform worked out about an account, beside its facts: value, source, day, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import AccountMeasure
from dashboard.selectors.account_facts import FactLine

SHOWN = ("ltv", "expected_ltv", "win_score")  # in the page's order


def basis_text(basis: str) -> str:
    """This function will put into words what a measure was worked out from, or why it is unknown."""
    texts = {
        "own": _("its own gross profit so far"),
        "industry_and_size": _("the mean of customers of its industry and size"),
        "industry": _("the mean of customers of its industry"),
        "size": _("the mean of customers of its size"),
        "own_unknown": _("an amount, a rate or a margin of its deals is missing"),
        "few_alike": _("fewer than five customers are like it"),
        "best_open_deal": _("its best open deal"),
        "no_open_deal": _("no deal is open"),
        "deals_excluded": _("its open deals are excluded"),
        "not_scored": _("its open deals wait to be scored"),
    }
    return texts.get(basis, "")


def measure_lines(measures: Mapping[str, AccountMeasure]) -> list[FactLine]:
    """This function will return the measures shown as facts; those never worked out for this account are left out."""
    labels = {
        "ltv": _("Gross profit so far"),
        "expected_ltv": _("Expected lifetime value"),
        "win_score": _("Win score"),
    }
    return [
        FactLine(
            field=key,
            label=labels[key],
            value=row.value,
            form="score" if key == "win_score" else "own_money",
            source=row.source,
            at=row.at,
            note=basis_text(row.basis),
        )
        for key, row in ((key, measures[key]) for key in SHOWN if key in measures)
    ]
