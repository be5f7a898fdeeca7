"""Pages of personas and the committee template."""

from __future__ import annotations

import pytest

from personas.models import CommitteeTemplateSeat, Persona
from personas.services import starter_personas_create
from tests.personas.factories import NOW


@pytest.fixture
def starter(as_acme):
    starter_personas_create(now=NOW)
    return {persona.key: persona for persona in Persona.objects.all()}


def test_the_list_shows_every_persona_with_its_chair(starter, login):
    client = login("read_only")

    html = client.get(f"{client.base}/personas/").content.decode()

    for persona in starter.values():
        assert persona.name in html
    assert "Budget holder" in html and "New persona" not in html


def test_a_persona_is_made_changed_and_deleted(starter, login):
    client = login("marketer")
    fields = {"name": "Legal", "default_role": "legal_and_compliance", "departments": ["legal"], "is_active": "on"}

    assert client.post(f"{client.base}/personas/new/", fields).status_code == 302
    assert client.post(f"{client.base}/personas/p/legal/edit/", fields | {"goals": "No surprises"}).status_code == 302
    assert "No surprises" in client.get(f"{client.base}/personas/p/legal/").content.decode()
    assert client.post(f"{client.base}/personas/p/legal/delete/").status_code == 302
    assert not Persona.objects.filter(key="legal").exists()


def test_a_rep_may_not_change_personas(starter, login):
    client = login("rep")

    assert client.get(f"{client.base}/personas/p/cmo/").status_code == 200
    assert client.get(f"{client.base}/personas/p/cmo/edit/").status_code == 403
    assert client.post(f"{client.base}/personas/p/cmo/delete/").status_code == 403


def test_the_template_editor_keeps_only_the_wanted_lines(starter, login):
    client = login("manager")
    data = {"contact_days": "90"}
    for persona in starter.values():
        prefix = f"p{persona.pk}"
        data |= {f"{prefix}-buying_role": "champion", f"{prefix}-need": "2", f"{prefix}-weight": "5"}
    data[f"p{starter['cmo'].pk}-wanted"] = "on"

    assert client.post(f"{client.base}/personas/committee-template/", data).status_code == 302

    (line,) = CommitteeTemplateSeat.objects.all()
    assert (line.persona.key, line.need, line.weight, line.template.contact_days) == ("cmo", 2, 5, 90)


def test_a_persona_of_another_workspace_is_not_found(starter, globex, login):
    client = login("admin", tenant=globex)

    assert client.get("/w/globex/personas/p/cmo/").status_code == 404
