"""What target lists tell members in their inbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.formats import day_text, number_text
from tiers.selectors.reasons import cause_text
from users.notices import notice_kind

MOVED, MANY_MOVED, VETO_ENDS = "tiers.moved", "tiers.many_moved", "tiers.veto_ends"
MOVES_WAITING, VETO_ENDED = "tiers.moves_waiting", "tiers.veto_ended"


def _waiting_text(values: Mapping[str, Any]) -> str:
    moves = int(values["moves"])
    words = ngettext(
        "A tier move of one of your accounts waits for your decision.",
        "%(moves)s tier moves of your accounts wait for your decision.",
        moves,
    )
    return words % {"moves": number_text(moves)}


def _expired_text(values: Mapping[str, Any]) -> str:
    return _("The veto of %(account)s has ended; its score decides again.") % {"account": values["account"]}


notice_kind(
    MOVES_WAITING, label=gettext_lazy("Tier moves wait for me"), text=_waiting_text,
    overview="tiers:proposals", picture="checklist",
)  # fmt: skip
notice_kind(
    VETO_ENDED, label=gettext_lazy("A veto of mine has ended"), text=_expired_text, page="tiers:account",
    picture="ban",
)  # fmt: skip


def _moved_text(values: Mapping[str, Any]) -> str:
    told = {
        "account": values["account"],
        "to": values["to"],
        "left": values["left"],
        "why": cause_text(
            values["cause"], score_milli=values["score_milli"], line_milli=values["line_milli"], reason=values["reason"]
        ),
    }
    if values["to"] and values["left"]:
        return _("%(account)s moved from %(left)s to %(to)s. %(why)s.") % told
    if values["to"]:
        return _("%(account)s joined %(to)s. %(why)s.") % told
    return _("%(account)s left %(left)s. %(why)s.") % told


def _many_text(values: Mapping[str, Any]) -> str:
    return _("More than %(most)s of your accounts changed tiers at once.") % values


def _veto_text(values: Mapping[str, Any]) -> str:
    told = {**values, "day": day_text(date.fromisoformat(values["expires_on"]))}
    return _("Your veto of %(account)s ends on %(day)s: %(reason)s") % told


notice_kind(
    MOVED, label=gettext_lazy("An account of mine changes tiers"), text=_moved_text, page="accounts:detail",
    picture="stack-2",
)  # fmt: skip
notice_kind(
    MANY_MOVED, label=gettext_lazy("Many accounts of mine change tiers"), text=_many_text, overview="tiers:bridge",
    picture="stack-2",
)  # fmt: skip
notice_kind(
    VETO_ENDS, label=gettext_lazy("A veto of mine runs out"), text=_veto_text, page="tiers:account", picture="ban"
)
