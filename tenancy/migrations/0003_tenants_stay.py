"""The app may not delete a workspace, whose log rows name it without a key (tenancy.models.TenantLog)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_statistics_refresh")]
    operations = [
        migrations.RunSQL("revoke delete, truncate on tenant from abs_app", "grant delete on tenant to abs_app"),
    ]
