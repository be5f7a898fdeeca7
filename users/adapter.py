"""What django-allauth may do here: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from an invitation or from an operator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open sign-up: a workspace belongs to a company."""
        return False
