"""The documentation page of the REST interface: Swagger UI from our own static files, so it works without the
internet.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Show the page; it reads the schema beside it."""
    return render(request, "api/docs.html")
