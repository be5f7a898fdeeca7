"""What django-allauth may do here: nobody signs up by themselves, and letters go through the outbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from outbox.services.mail import mail_enqueue
from tenancy.context import tenant_context
from users.selectors import first_tenant_id


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from an invitation or from an operator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open sign-up: a workspace belongs to a company."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Lead on after signing in to the host that was asked alone; allauth would take any that is answered."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, self.request.is_secure())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset letter: at the product's own address, never at the one a request claims."""
        return f"{settings.ABS_BASE_URL}/auth/password/reset/key/{quote(key)}/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a letter in the first workspace of the address, so that the answer never waits for a mail server.

        Who belongs to no workspace has nothing to sign in to, and gets the letter at once.
        """
        letter = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        tenant_id = first_tenant_id(email=email)
        if tenant_id is None:
            letter.send()
            return
        with tenant_context(tenant_id):
            mail_enqueue(to=email, subject=str(letter.subject), text=str(letter.body))
