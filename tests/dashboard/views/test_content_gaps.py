"""The page of the gap matrix."""

from __future__ import annotations

import pytest

from content.services import starter_stages_create
from personas.models import Persona
from personas.services import starter_personas_create
from tests.content.factories import NOW, PlacementFactory
from tests.factories import AccountFactory, DealFactory
from tests.personas.factories import SeatFactory


@pytest.fixture
def account(as_acme):
    starter_stages_create(now=NOW)
    starter_personas_create(now=NOW)
    return AccountFactory()


def test_the_matrix_prices_its_gaps_and_says_what_to_write_first(account, login):
    SeatFactory(account=account, persona=Persona.objects.get(key="cmo"))
    for cents in (12_000_000, None):
        DealFactory(account=account, stage="Negotiation", amount_cents=cents, currency="EUR")
    client = login("read_only")

    answer = client.get(f"{client.base}/content/gaps/")

    html = answer.content.decode()
    assert answer.context["view"].gaps == 30
    assert "?persona=cmo&amp;stage=purchase" in html
    for text in ("€120K", "2 open deals, 1 without value", "What to write first", "€120,000.00"):
        assert text in html, text


def test_deals_without_any_value_are_unknown_and_not_nothing(account, login):
    SeatFactory(account=account, persona=Persona.objects.get(key="cmo"))
    DealFactory(account=account, stage="Negotiation", amount_cents=None)
    client = login("read_only")

    html = client.get(f"{client.base}/content/gaps/").content.decode()

    assert "value unknown" in html
    assert "No open deal has a value." in html


def test_the_file_holds_every_cell(account, login):
    PlacementFactory()
    SeatFactory(account=account, persona=Persona.objects.get(key="cmo"))
    DealFactory(account=account, stage="Negotiation", amount_cents=100)
    client = login("read_only")

    lines = b"".join(client.get(f"{client.base}/content/gaps/?format=csv").streaming_content).decode().splitlines()

    assert len(lines) == 31
    assert {line.split(",", 2)[2] for line in lines[1:]} == {"1,0,,,,"}


def test_a_workspace_without_stages_is_told_what_to_do(as_acme, login):
    client = login("read_only")
    assert "needs at least one persona" in client.get(f"{client.base}/content/gaps/").content.decode()
