from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims_app", "0009_imports_run_in_a_process_of_their_own")]

    operations = [
        migrations.AddIndex(
            model_name="storedfinding",
            index=models.Index(fields=["part", "-changed_at"], name="finding_latest"),
        ),
    ]
