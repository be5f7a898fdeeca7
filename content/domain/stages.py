"""Where the buyer stands, worked out from what the CRM says of the deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STARTER_STAGES = ("awareness", "interest", "decision", "purchase", "loyalty")

# Whole or partial words of CRM stages, tried from the last stage backwards, so "closing negotiation" is a purchase.
_WORDS: dict[str, str] = {
    "loyalty": "customer|onboard|renew|loyal|post-sale|adoption|ügyfél|kunde",
    "purchase": "negotiat|contract|procure|legal|clos|commit|purchas|verbal|tárgyal|szerződ|vertrag|verhandl|négoc"
    "|negocia|переговор|договор|преговор|قرارداد|مذاکره",
    "decision": "propos|quote|demo|evaluat|decision|trial|pilot|business case|shortlist|presentation|ajánlat|angebot"
    "|предлож|оферт|решение|پیشنهاد",
    "interest": "qualif|interest|discover|meeting|engag|contacted|develop|needs|igényfelmér|интерес|квалиф|علاقه",
    "awareness": "prospect|aware|new|lead|target|identif|suspect|cold|лид|سرنخ",
}


@dataclass(frozen=True, slots=True)
class DealPosition:
    """A deal as far as the buyer's stage is concerned; ``moved_on`` orders deals, newest first."""

    deal_id: int
    status: str
    crm_stage: str
    moved_on: str


@dataclass(frozen=True, slots=True)
class StagePosition:
    """The stage an account is in, and the deal that says so (``None``: no deal does)."""

    stage: str
    deal_id: int | None
    reason: str


def stage_guess(*, crm_stage: str, status: str) -> str:
    """This function will guess the buyer stage of a CRM stage no one mapped: by status, then by its words."""
    if status == "won":
        return "loyalty"
    text = crm_stage.casefold()
    for stage, words in _WORDS.items():
        if any(word in text for word in words.split("|")):
            return stage
    return "interest" if text else "awareness"


def deal_stage(*, crm_stage: str, status: str, mapping: Mapping[str, str], order: Sequence[str]) -> str:
    """This function will return the key of the buyer stage that a deal is in.

    ``mapping`` holds the workspace's own CRM stage → stage keys and wins over the guess, ``order`` its stage keys from
    first to last. A guess that names a stage the workspace removed falls back to the first stage.
    """
    stage = mapping.get(crm_stage) or stage_guess(crm_stage=crm_stage, status=status)
    return stage if stage in order else (order[0] if order else STARTER_STAGES[0])


def stage_of_account(
    *, deals: Sequence[DealPosition], mapping: Mapping[str, str], order: Sequence[str], lifecycle: str
) -> StagePosition:
    """This function will return the buyer stage of an account: its furthest open deal's, else loyalty, else the first.

    ``mapping`` and ``order`` are those of ``deal_stage``.
    """
    first = order[0] if order else STARTER_STAGES[0]

    def placed(deal: DealPosition) -> str:
        return deal_stage(crm_stage=deal.crm_stage, status=deal.status, mapping=mapping, order=order)

    open_deals = [deal for deal in deals if deal.status == "open"]
    if open_deals:
        furthest = max(open_deals, key=lambda d: (order.index(placed(d)) if order else 0, d.moved_on, -d.deal_id))
        return StagePosition(placed(furthest), furthest.deal_id, "open_deal")
    if lifecycle == "customer" or any(deal.status == "won" for deal in deals):
        last = STARTER_STAGES[-1] if STARTER_STAGES[-1] in order else (order[-1] if order else first)
        return StagePosition(last, None, "customer")
    return StagePosition(first, None, "no_deal")
