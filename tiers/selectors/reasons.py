"""Why an account stands where it stands, in words for a reader."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from common.formats import number_text, score_text
from tiers.models import TierAssignment
from tiers.selectors.policy import PolicyInUse


def cause_text(cause: str, *, score_milli: int | None = None, line_milli: int | None = None, reason: str = "") -> str:
    """This function will say why an account came, went or waits, with the score and the line that decided it."""
    values = {
        "score": "?" if score_milli is None else score_text(score_milli),
        "line": "?" if line_milli is None else line_text(line_milli),
        "reason": reason,
    }
    texts = {
        "entered": _("Score %(score)s reached the promote line of %(line)s"),
        "promoted": _("Score %(score)s reached the promote line of %(line)s"),
        "demoted": _("Score %(score)s fell under the stay line of %(line)s of the tier above"),
        "left": _("Score %(score)s fell under the stay line of %(line)s"),
        "waiting": _("Score %(score)s reached the line of %(line)s; waits for a place or an approval"),
        "vetoed": _("Vetoed: %(reason)s") if reason else _("Vetoed"),
        "pinned": _("Pinned: %(reason)s") if reason else _("Pinned"),
        "excluded": _("A knock-out criterion of the ideal customer profile was met"),
        "policy": _("Its tier was taken out of the policy"),
    }
    if cause == "entered" and line_milli == 0:
        return _("Score %(score)s: every scored account has a place here") % values
    return texts[cause] % values


def line_text(milli: int) -> str:
    """This function will write a line in points, with only the decimals it has."""
    return number_text(Decimal(milli) / 1000)


def stay_text(stay: TierAssignment) -> str:
    """This function will say why an account came into a tier."""
    return cause_text(stay.cause, score_milli=stay.score_milli, line_milli=stay.line_milli, reason=stay.reason)


def leave_text(stay: TierAssignment) -> str:
    """This function will say why an account left a tier; nothing while it is there."""
    if stay.left_at is None:
        return ""
    return cause_text(
        stay.left_cause, score_milli=stay.left_score_milli, line_milli=stay.left_line_milli, reason=stay.left_reason
    )


def warning_texts(policy: PolicyInUse) -> list[str]:
    """This function will put the warnings of the last run into words."""
    return [_warning_text(policy, warning) for warning in policy.row.warnings]


def _warning_text(policy: PolicyInUse, warning: dict[str, int | str | None]) -> str:
    position, actual, limit = warning["tier"], int(warning["actual"] or 0), int(warning["limit"] or 0)
    inside = isinstance(position, int) and position < len(policy.tiers)
    values = {
        "tier": policy.tiers[int(position or 0)].name if inside else "",
        "actual": number_text(actual),
        "limit": number_text(limit),
    }
    if warning["code"] == "minimum_unmet":
        return _("%(tier)s has %(actual)s accounts; its minimum is %(limit)s.") % values
    if warning["code"] == "overbooked":
        return _("%(tier)s is overbooked: %(actual)s accounts for %(limit)s places.") % values
    if warning["code"] == "no_sdr":
        return _("Nobody opens doors: there is no SDR for %(limit)s AEs.") % values
    if warning["code"] in ("few_aes", "many_aes"):
        return _ratio_text(str(warning["code"]), actual)
    hours = {"needed": _hours(actual), "given": _hours(limit)}
    return _("The tiers need %(needed)s hours a week; the team has %(given)s.") % hours


def _ratio_text(code: str, hundredths: int) -> str:
    """The advice is that of the sources: AEs share an SDR for larger contracts, several SDRs an AE win more of them."""
    ratio = {"ratio": number_text(Decimal(hundredths) / 100)}
    if code == "few_aes":
        text = _(
            "One SDR serves %(ratio)s AEs; usual are 1 to 2.5. That wins many customers; large contracts want more."
        )
    else:
        text = _(
            "One SDR serves %(ratio)s AEs; usual are 1 to 2.5. That suits few large contracts; more want more SDRs."
        )
    return text % ratio


def _hours(hundredths: int) -> str:
    return number_text(round(hundredths / 100))
