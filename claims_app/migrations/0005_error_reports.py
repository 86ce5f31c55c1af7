
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('claims_app', '0004_still_to_find'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ErrorReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('error', 'an error'), ('safety', 'someone’s safety'), ('legal', 'a legal matter')], max_length=10)),
                ('text', models.TextField(max_length=4000)),
                ('contact', models.CharField(blank=True, help_text='For the answer alone; wiped when the report is closed.', max_length=200)),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'answered'), ('closed', 'closed')], db_index=True, default='open', max_length=10)),
                ('note', models.TextField(blank=True, help_text='For the desk alone: what was found, what was done.')),
                ('sender', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('made_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('answered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='error_reports', to='claims_app.claim')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='error_reports', to='claims_app.incident')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='error_reports', to='claims_app.report')),
            ],
            options={
                'ordering': ['made_at', 'id'],
                'permissions': [('answer_serious_errorreport', 'Can answer reports of safety and of legal matters')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('incident__isnull', True), ('report__isnull', True)), models.Q(('claim__isnull', True), ('incident__isnull', True), ('report__isnull', False)), models.Q(('claim__isnull', True), ('incident__isnull', False), ('report__isnull', True)), _connector='OR'), name='error_report_on_one_thing'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='error_report_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('quote', 'quote'), ('name', 'name'), ('document', 'kept copy')], max_length=10)),
                ('reason', models.CharField(help_text='Readers see it, e.g. danger to a person.', max_length=100)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('places', models.JSONField(blank=True, default=dict, help_text='In how many rows of each kind something was replaced.')),
                ('claims', models.ManyToManyField(blank=True, related_name='suppressions', to='claims_app.claim')),
                ('made_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reports', models.ManyToManyField(blank=True, related_name='suppressions', to='claims_app.report')),
            ],
            options={
                'ordering': ['made_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='suppression_has_reason')],
            },
        ),
    ]
