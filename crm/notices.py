"""What members are told about imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
    if values["rejected"]:
        told["rejected"] = number_text(values["rejected"])
        text = _("%(file)s is imported: %(created)s new, %(updated)s changed, %(rejected)s rows refused.") % told
    else:
        text = _("%(file)s is imported: %(created)s new, %(updated)s changed.") % told
    waiting = values.get("waiting")  # notices kept from before say nothing of it
    if not waiting:
        return text
    said = ngettext(
        "%(count)s row fits several accounts and is held back until somebody says which one is meant.",
        "%(count)s rows fit several accounts and are held back until somebody says which ones are meant.",
        waiting,
    )
    return f"{text} {said % {'count': number_text(waiting)}}"


notice_kind(
    IMPORT_ENDED, label=gettext_lazy("An import of mine ends"), text=import_text, page="crm:detail",
    picture="file-import",
)  # fmt: skip
