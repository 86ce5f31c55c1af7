"""What the search field looks through, and the database's own index of it, which follows the table by itself.

SQLite: an FTS5 table over the documents' words, kept by triggers. PostgreSQL: a generated tsvector column with a GIN
index. The words are folded and stemmed before they are written, so neither database needs a language or an extension.
"""

from django.db import migrations, models

COLUMNS = "title_stems, body_stems, words"
GONE = f"INSERT INTO search_index(search_index, rowid, {COLUMNS}) VALUES ('delete', old.id, old.title_stems, old.body_stems, old.words);"
CAME = f"INSERT INTO search_index(rowid, {COLUMNS}) VALUES (new.id, new.title_stems, new.body_stems, new.words);"
MAKE = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE search_index USING fts5({COLUMNS}, content='claims_app_searchdocument', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
        f"CREATE TRIGGER search_document_came AFTER INSERT ON claims_app_searchdocument BEGIN {CAME} END",
        f"CREATE TRIGGER search_document_gone AFTER DELETE ON claims_app_searchdocument BEGIN {GONE} END",
        f"CREATE TRIGGER search_document_changed AFTER UPDATE ON claims_app_searchdocument BEGIN {GONE} {CAME} END",
    ],
    "postgresql": [
        "ALTER TABLE claims_app_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', body_stems), 'B') || "
        "to_tsvector('simple', words)) STORED",
        "CREATE INDEX search_document_vector ON claims_app_searchdocument USING gin (vector)",
    ],
}
UNMAKE = {
    "sqlite": [
        "DROP TRIGGER search_document_came",
        "DROP TRIGGER search_document_gone",
        "DROP TRIGGER search_document_changed",
        "DROP TABLE search_index",
    ],
    "postgresql": [
        "DROP INDEX search_document_vector",
        "ALTER TABLE claims_app_searchdocument DROP COLUMN vector",
    ],
}


def make_index(apps, schema_editor):
    for statement in MAKE.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def unmake_index(apps, schema_editor):
    for statement in UNMAKE.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("claims_app", "0001_what_is_kept")]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("incident", "Incidents"),
                            ("claim", "Claims and quotes"),
                            ("report", "Reports"),
                            ("outlet", "Outlets"),
                            ("party", "Parties"),
                        ],
                        max_length=10,
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField()),
                ("key", models.CharField(blank=True, max_length=120)),
                ("title", models.TextField()),
                ("detail", models.TextField(blank=True)),
                ("passages", models.JSONField(default=list)),
                ("newest", models.DateField(null=True)),
                ("title_stems", models.TextField(blank=True)),
                ("body_stems", models.TextField(blank=True)),
                ("words", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                ("incidents", models.ManyToManyField(related_name="+", to="claims_app.incident")),
                ("parties", models.ManyToManyField(related_name="+", to="claims_app.party")),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="search_document_unique")
                ],
            },
        ),
        migrations.RunPython(make_index, unmake_index),
    ]
