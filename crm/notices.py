"""What members are told about imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.formats import number_text
from users.notices import notice_kind

IMPORT_ENDED = "crm.import_ended"


def import_text(values: Mapping[str, Any]) -> str:
    """This function will say what became of a file."""
    if not values["stored"]:
        return _("%(file)s was refused; nothing of it is stored.") % values
    told = {
        "file": values["file"],
        "created": number_text(values["created"]),
        "updated": number_text(values["updated"]),
    }
    if values.get("waiting"):
        told["waiting"] = number_text(values["waiting"])
        return (
            _(
                "%(file)s is imported: %(created)s new, %(updated)s changed; %(waiting)s rows fit several accounts and"
                " wait for you to say which."
            )
            % told
        )
    if not values["rejected"]:
        return _("%(file)s is imported: %(created)s new, %(updated)s changed.") % told
    told["rejected"] = number_text(values["rejected"])
    return _("%(file)s is imported: %(created)s new, %(updated)s changed, %(rejected)s rows refused.") % told


notice_kind(
    IMPORT_ENDED, label=gettext_lazy("An import of mine ends"), text=import_text, page="crm:detail",
    picture="file-import",
)  # fmt: skip
