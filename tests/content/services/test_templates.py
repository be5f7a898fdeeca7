"""Letters are checked before they are stored."""

from __future__ import annotations

import pytest

from common.errors import NotFoundError
from content.models import Template
from content.services.templates import TemplateFacts, TemplateInvalidError, template_delete, template_set
from tests.content.factories import ACTOR, NOW


def test_an_unknown_variable_is_named(as_acme):
    with pytest.raises(TemplateInvalidError) as refused:
        template_set(template_id=None, facts=TemplateFacts("Hi", "[firstname]"), actor=ACTOR, now=NOW)

    assert refused.value.fields["body"].startswith("[firstname] is not a variable.")


def test_a_template_is_stored_changed_and_deleted(as_acme):
    made = template_set(template_id=None, facts=TemplateFacts("Hi", "Dear [contact name]"), actor=ACTOR, now=NOW)
    template_set(template_id=made.pk, facts=TemplateFacts("Hi", "Hello [company]"), actor=ACTOR, now=NOW)
    assert Template.objects.get().body == "Hello [company]"

    with pytest.raises(TemplateInvalidError):
        template_set(template_id=None, facts=TemplateFacts("Hi", "x"), actor=ACTOR, now=NOW)

    template_delete(template_id=made.pk, actor=ACTOR)
    with pytest.raises(NotFoundError):
        template_delete(template_id=made.pk, actor=ACTOR)
