"""Settings of the REST framework and its description. No import of either: the settings module reads this file."""

from __future__ import annotations

from typing import Any

MOST_BODY_BYTES = 2_000_000
MOST_DEPTH = 32
MOST_NODES = 200_000
MOST_DIGITS = 32
MOST_BATCH = 1000
MOST_PER_PAGE = 200
PER_PAGE = 50

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["common.api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["common.api.authentication.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "common.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "common.api.handler.problem_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "ABS Platform",
    "DESCRIPTION": (
        "Accounts, contacts, deals, signals, touches and spend in, scores, tiers and metrics out. "
        "Every address is scoped to the workspace of the key."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Several components have a "status" of their own: each is named after its record. What has labels is named by where
    # it is written, for the labels speak the reader's language.
    "ENUM_NAME_OVERRIDES": {
        "BatchStatus": ["created", "updated", "unchanged", "error"],
        "ContactStatus": ["active", "left"],
        "DealStatus": ["open", "won", "lost"],
        "AssetStatus": "content.models.Asset.Status",
        "BuyingRole": "personas.models.BuyingRole",
        "Degree": "content.models.Asset.Effort",  # of influence too
        "IcpVersionStatus": "accounts.models.IcpVersion.Status",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
