
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims_app', '0011_boards_are_kept_whole'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('staged', 'staged'), ('checking', 'being checked'), ('waiting', 'waiting its turn'), ('committing', 'being imported'), ('visible', 'visible'), ('undone', 'undone'), ('failed', 'failed')], default='staged', max_length=12),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='step',
            field=models.CharField(blank=True, help_text='checking, reading, writing, boards or taking back; empty = none.', max_length=10),
        ),
    ]
