"""A learned draft that is of no use is neither published nor copied."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import IcpVersion, LearnedReport
from accounts.selectors.learning import report_of_version
from common.errors import ConflictError


class NotUsableError(ConflictError):
    """The version was learned from deals, and the examination found no use in it."""

    code = "learned_not_usable"


def usable_check(version: IcpVersion) -> None:
    """This function will refuse a learned version whose report says that it is of no use.

    :raises NotUsableError: then.
    """
    found = report_of_version(version.pk)
    if found is not None and found.decision == LearnedReport.Decision.NO_USEFUL_MODEL:
        raise NotUsableError(_("The deals show no pattern that would help: this learned draft cannot be used."))
    if found is not None and found.decision == LearnedReport.Decision.TOO_LITTLE_DATA:
        raise NotUsableError(_("There were too few closed deals to learn from: this draft cannot be used."))
