"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from accounts.api import urls_icp
from accounts.api.accounts import AccountApi
from accounts.api.deals import ContractApi, DealApi
from accounts.api.ratings import RatingApi
from accounts.api.signals import SignalApi
from common.api.resource import resource_urls

urlpatterns = [
    *urls_icp.urlpatterns,
    *resource_urls("accounts", AccountApi),
    *resource_urls("deals", DealApi),
    *resource_urls("contracts", ContractApi),
    *resource_urls("signals", SignalApi),
    *resource_urls("ratings", RatingApi),
]
