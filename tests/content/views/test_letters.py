"""Pages of letters."""

from __future__ import annotations

from content.models import Template
from tests.content.factories import LetterFactory
from tests.factories import AccountFactory, ContactFactory

FIELDS = {"name": "First", "channel": "email", "language": "en", "body": "Dear [contact name] of [company]"}


def test_a_letter_is_written_and_an_unknown_variable_named(as_acme, login):
    client = login("marketer")

    wrong = client.post(f"{client.base}/content/templates/new/", FIELDS | {"body": "[nobody]"})
    assert wrong.status_code == 422 and "[nobody] is not a variable" in wrong.content.decode()

    assert client.post(f"{client.base}/content/templates/new/", FIELDS).status_code == 302
    letter = Template.objects.get()
    url = f"{client.base}/content/templates/{letter.public_id}/"
    assert client.post(f"{url}edit/", FIELDS | {"name": "Second"}).status_code == 302
    assert "Second" in client.get(f"{client.base}/content/templates/").content.decode()
    assert client.post(f"{url}delete/").status_code == 302
    assert not Template.objects.exists()


def test_the_preview_fills_for_the_chosen_contact_and_marks_what_is_missing(as_acme, login):
    contact = ContactFactory(first_name="Ada", last_name="King", account=AccountFactory(name="Globex"))
    letter = LetterFactory(body="Dear [contact name] of [company]: [results]")
    client = login("rep")
    url = f"{client.base}/content/templates/{letter.public_id}/"

    html = client.get(url, {"contact": str(contact.public_id)}).content.decode()
    assert "Ada King</span> of" in html and "[results: missing]" in html and "Not ready to send" in html

    typed = client.get(url, {"contact": str(contact.public_id), "results": "12 % more"}).content.decode()
    assert "12 % more</span>" in typed and "Not ready to send" not in typed


def test_a_nonsense_contact_shows_the_bare_letter(as_acme, login):
    letter = LetterFactory()
    client = login("rep")

    assert client.get(f"{client.base}/content/templates/{letter.public_id}/?contact=x").status_code == 200
