"""The faces of users: signing in comes from django-allauth, everything else is here."""
