"""Keys of owners become the addresses of the workspace's members."""

from __future__ import annotations

from metrics.selectors.owners import owner_addresses
from tests.factories import member


def test_each_member_is_found_under_the_key_its_rows_carry(as_acme, globex):
    ann, bo = member(as_acme, "rep", "ann@acme.test"), member(as_acme, "manager", "bo@acme.test")
    member(globex, "rep", "zoe@globex.test")

    assert owner_addresses() == {f"#{ann.pk}": "ann@acme.test", f"#{bo.pk}": "bo@acme.test"}
