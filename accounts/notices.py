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


def _review_text(values: Mapping[str, Any]) -> str:
    told = {"profile": values["profile"], "day": day_text(date.fromisoformat(values["review_on"]))}
    if values["is_due"]:
        return _("The profile “%(profile)s” is up for review since %(day)s.") % told
    return _("The profile “%(profile)s” comes up for review on %(day)s.") % told


notice_kind(
    REVIEW_DUE, label=gettext_lazy("A profile comes up for review"), text=_review_text, page="icp:reviews",
    picture="calendar",
)  # fmt: skip
