"""The app may add to the audit log and read it, never change or delete a row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "revoke update, delete, truncate on audit_entry from abs_app", "grant update, delete on audit_entry to abs_app"
        ),
    ]
