from __future__ import annotations

import pytest

from tests.tiers.factories import placed, policy, primary_version, scored

pytestmark = pytest.mark.usefixtures("as_acme")


def test_managers_see_what_is_left_to_set_up_and_reps_do_not(login):
    policy()
    primary_version()

    assert "First steps" in login("manager").get("/w/acme/").content.decode()
    assert "First steps" not in login("rep").get("/w/acme/").content.decode()


def test_a_rep_begins_with_own_accounts_and_others_with_the_workspace(login):
    policy()
    rep, marketer = login("rep").get("/w/acme/"), login("marketer").get("/w/acme/")

    assert "You own no account yet" in rep.content.decode()
    assert "Nothing changed" in marketer.content.decode()


def test_the_address_says_whose_accounts_and_since_when(login):
    tiers = policy()
    placed(scored("Alpha <i>", 90_000), tiers[0], days_ago=-9999)
    client = login("rep")

    page = client.get("/w/acme/?whose=all&since=day").content.decode()

    assert "Alpha &lt;i&gt;" in page and "Came into Tier 1" in page
    assert client.get("/w/acme/?whose=x&since=y").status_code == 200
