from django.db import migrations, models

# A later migration that alters pledges_searchtext must make the triggers of SQLite
# anew: SQLite alters a table by copying it, which drops them.
FORWARDS = {
    "sqlite": [
        """
        CREATE VIRTUAL TABLE pledges_search USING fts5(
            words, content='pledges_searchtext', content_rowid='key',
            tokenize="ascii tokenchars '_'", detail=none, prefix='3'
        )
        """,
        """
        CREATE TRIGGER pledges_search_insert AFTER INSERT ON pledges_searchtext BEGIN
            INSERT INTO pledges_search (rowid, words) VALUES (new.key, new.words);
        END
        """,
        """
        CREATE TRIGGER pledges_search_delete AFTER DELETE ON pledges_searchtext BEGIN
            INSERT INTO pledges_search (pledges_search, rowid, words)
            VALUES ('delete', old.key, old.words);
        END
        """,
        """
        CREATE TRIGGER pledges_search_update AFTER UPDATE ON pledges_searchtext BEGIN
            INSERT INTO pledges_search (pledges_search, rowid, words)
            VALUES ('delete', old.key, old.words);
            INSERT INTO pledges_search (rowid, words) VALUES (new.key, new.words);
        END
        """,
    ],
    # Not to_tsvector: its parser would part words in another way than ours.
    "postgresql": [
        """
        ALTER TABLE pledges_searchtext ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(words), ' '))) STORED
        """,
        "CREATE INDEX pledges_search ON pledges_searchtext USING gin (vector)",
    ],
}
BACKWARDS = {"sqlite": ["DROP TABLE pledges_search"], "postgresql": []}


def run(statements):
    def of_this_database(_apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return of_this_database


class Migration(migrations.Migration):

    dependencies = [
        ('pledges', '0009_reference_figure'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('words', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('shown', models.CharField(help_text='As a record writes it.', max_length=60)),
                ('count', models.PositiveIntegerField()),
            ],
        ),
        migrations.RunPython(run(FORWARDS), run(BACKWARDS)),
    ]
