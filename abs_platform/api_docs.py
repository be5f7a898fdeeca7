"""The REST interface describes itself: the OpenAPI document, and a page that shows it with Swagger UI from our own
static files, so it works without the internet.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the page; it reads the document beside it."""
    return render(request, "api/docs.html")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document."""
    return HttpResponse(_described(settings.ROOT_URLCONF), content_type=OpenApiJsonRenderer.media_type)


@cache
def _described(urlconf: str) -> bytes:
    """The document, made once a process: it takes half a second and is the same for everybody, key or not."""
    with translation.override("en"):
        generator = SchemaGenerator(urlconf=urlconf)  # type: ignore[no-untyped-call]
        document = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        rendered: bytes = OpenApiJsonRenderer().render(document, renderer_context={})
    return rendered
