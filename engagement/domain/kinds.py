"""The ways an account is touched."""

from __future__ import annotations


def N_(text: str) -> str:
    """This function will return ``text`` itself; it marks a label as translatable."""
    return text


TOUCH_KINDS: dict[str, str] = {
    "email": N_("E-mail"),
    "call": N_("Call"),
    "voicemail": N_("Voicemail"),
    "social": N_("Social"),
    "direct_mail": N_("Direct mail"),
    "event": N_("Event"),
    "webinar": N_("Webinar"),
    "chat": N_("Chat"),
    "meeting": N_("Meeting"),
    "other": N_("Other"),
}
OUTCOMES: dict[str, str] = {
    "attempt": N_("Attempt"),
    "no_reply": N_("No reply"),
    "conversation": N_("Conversation"),
    "meeting": N_("Meeting agreed or held"),
}
ICONS: dict[str, str] = {"email": "mail", "call": "phone", "meeting": "users", "event": "calendar"}


def kind_label(kind: str) -> str:
    """This function will give the label of a kind; a kind of another system is shown as it came."""
    return TOUCH_KINDS.get(kind, kind.replace("_", " "))


def kind_icon(kind: str) -> str:
    """This function will name the picture of a kind."""
    return ICONS.get(kind, "message")
