"""Addresses of personas, contacts and committees."""

from __future__ import annotations

from django.urls import path

from personas.views import committee, contacts, personas

app_name = "personas"

urlpatterns = [
    path("", personas.persona_list_page, name="list"),
    path("new/", personas.persona_edit, name="new"),
    path("committee-template/", personas.template_edit, name="template"),
    path("contacts/", contacts.contact_list_page, name="contacts"),
    path("contacts/<uuid:contact>/", contacts.contact_detail, name="contact"),
    path("contacts/<uuid:contact>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<uuid:contact>/persona/", contacts.contact_persona_action, name="contact_persona"),
    path("accounts/<uuid:account>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("accounts/<uuid:account>/committee/", committee.committee_page, name="committee"),
    path("accounts/<uuid:account>/committee/<uuid:contact>/", committee.seat_edit, name="seat"),
    path("accounts/<uuid:account>/committee/<uuid:contact>/remove/", committee.seat_remove_action, name="seat_remove"),
    path("accounts/<uuid:account>/deals/<uuid:deal>/committee/", committee.committee_page, name="deal_committee"),
    path("accounts/<uuid:account>/deals/<uuid:deal>/committee/copy/", committee.committee_copy, name="deal_copy"),
    path("accounts/<uuid:account>/deals/<uuid:deal>/committee/<uuid:contact>/", committee.seat_edit, name="deal_seat"),
    path(
        "accounts/<uuid:account>/deals/<uuid:deal>/committee/<uuid:contact>/remove/",
        committee.seat_remove_action,
        name="deal_seat_remove",
    ),
    path("p/<slug:key>/", personas.persona_detail, name="detail"),
    path("p/<slug:key>/edit/", personas.persona_edit, name="edit"),
    path("p/<slug:key>/delete/", personas.persona_delete_action, name="delete"),
]
