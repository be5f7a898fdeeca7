"""What profiles tell members in their inbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.formats import day_text
from users.notices import notice_kind

REVIEW_DUE = "accounts.icp_review"
LEARN_ENDED = "accounts.learn_ended"


def _review_text(values: Mapping[str, Any]) -> str:
    told = {"profile": values["profile"], "day": day_text(date.fromisoformat(values["review_on"]))}
    if values["is_due"]:
        return _("The profile “%(profile)s” is up for review since %(day)s.") % told
    return _("The profile “%(profile)s” comes up for review on %(day)s.") % told


notice_kind(
    REVIEW_DUE, label=gettext_lazy("A profile comes up for review"), text=_review_text, page="icp:reviews",
    picture="calendar",
)  # fmt: skip


def _learned_text(values: Mapping[str, Any]) -> str:
    texts = {
        "usable": _("“%(profile)s”: draft %(version)s is learned and can be published."),
        "no_useful_model": _("“%(profile)s”: the closed deals show no useful pattern."),
        "too_little_data": _("“%(profile)s”: there are too few closed deals to learn from."),
    }
    return texts[values["decision"]] % values


notice_kind(
    LEARN_ENDED, label=gettext_lazy("Learning of mine ends"), text=_learned_text, page="icp:learn", picture="bulb",
)  # fmt: skip
