"""The project's own Python files, parsed once for the rules about them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "abs_platform",
    "common",
    "tenancy",
    "users",
    "outbox",
    "accounts",
    "personas",
    "tiers",
    "content",
    "engagement",
    "metrics",
    "crm",
    "dashboard",
]


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the rooms as relative path → syntax tree, migrations left out."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def text(path: str) -> str:
    """Return a module's text."""
    return (ROOT / path).read_text()


def shelf(path: str) -> str:
    """Return the shelf a module stands on: ``domain``, ``services``, ``views``, …; a package's parts share its name."""
    parts = path.removesuffix(".py").split("/")
    return parts[1] if len(parts) > 1 else ""


def is_face(path: str) -> bool:
    """Say whether the module speaks HTTP or Celery: it may parse, check rights and call down, never write."""
    return shelf(path).startswith(("views", "api", "tasks", "forms"))
