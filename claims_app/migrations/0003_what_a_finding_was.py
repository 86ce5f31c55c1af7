"""A finding that changed says what it was before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims_app", "0002_search")]

    operations = [
        migrations.AddField(
            model_name="storedfinding",
            name="was",
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
