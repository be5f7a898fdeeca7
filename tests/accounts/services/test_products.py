"""Products come from the deals that name them."""

from __future__ import annotations

from accounts.models import Product
from accounts.services.products import products_collect
from tests.factories import DealFactory


def test_each_product_is_known_once(as_acme):
    DealFactory(products=["Planner", "Insight"])
    DealFactory(products=["Insight"])
    DealFactory(products=None)
    assert products_collect() == 2
    assert products_collect() == 0
    assert list(Product.objects.order_by("name").values_list("name", "is_active")) == [
        ("Insight", True),
        ("Planner", True),
    ]


def test_a_product_out_of_use_stays_out_of_use(as_acme):
    Product.objects.create(name="Insight", is_active=False)
    DealFactory(products=["Insight"])
    assert products_collect() == 0
    assert Product.objects.get().is_active is False
