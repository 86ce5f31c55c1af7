from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims_app", "0005_error_reports")]

    operations = [
        migrations.AddIndex(
            model_name="storedfinding",
            index=models.Index(fields=["part", "-changed_at"], name="finding_latest"),
        ),
    ]
