"""What an asset can be, and the effort it usually asks of us. Source: the prospecting table of the sales guide."""

from __future__ import annotations

from enum import StrEnum


class AssetKind(StrEnum):
    """A form of content, from a letter to a pilot."""

    EMAIL = "email"
    VOICEMAIL = "voicemail"
    DIRECT_MAIL = "direct_mail"
    BLOG_POST = "blog_post"
    INFOGRAPHIC = "infographic"
    SHORT_VIDEO = "short_video"
    SOCIAL_POST = "social_post"
    REPORT = "report"
    CASE_STUDY = "case_study"
    PRESENTATION = "presentation"
    DATASHEET = "datasheet"
    CUSTOM_REPORT = "custom_report"
    WEBINAR = "webinar"
    BUSINESS_CASE = "business_case"
    ROI_CALCULATOR = "roi_calculator"
    WORKSHOP = "workshop"
    ONSITE_WORKSHOP = "onsite_workshop"
    TRIAL = "trial"
    BUSINESS_REVIEW = "business_review"
    TRAINING = "training"
    USER_EVENT = "user_event"
    OTHER = "other"


_MEDIUM = {
    AssetKind.CUSTOM_REPORT,
    AssetKind.WEBINAR,
    AssetKind.WORKSHOP,
    AssetKind.BUSINESS_CASE,
    AssetKind.ROI_CALCULATOR,
    AssetKind.TRAINING,
    AssetKind.BUSINESS_REVIEW,
}
_HIGH = {AssetKind.ONSITE_WORKSHOP, AssetKind.TRIAL, AssetKind.USER_EVENT}
EFFORTS = ("low", "medium", "high")


def usual_effort(kind: AssetKind) -> str:
    """This function will return ``low``, ``medium`` or ``high``: what preparing this kind usually costs."""
    if kind in _HIGH:
        return "high"
    return "medium" if kind in _MEDIUM else "low"
