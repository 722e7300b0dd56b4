extension Migration {
    /// Entries of the configuration that were made while weir ran, and the history of its revisions.
    ///
    /// Texts of revisions stand once under their digest, however many revisions have them.
    static let control007 = Migration(
        number: 5,
        sql: """
            CREATE TABLE managed_entries (
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                json TEXT NOT NULL CHECK (substr(json, 1, 1) = '{'),
                version INTEGER NOT NULL CHECK (version > 0),
                actor TEXT NOT NULL,
                created_us INTEGER NOT NULL,
                updated_us INTEGER NOT NULL,
                PRIMARY KEY (kind, name)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE managed_state (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                sequence INTEGER NOT NULL
            ) STRICT;
            INSERT INTO managed_state (id, sequence) VALUES (1, 0);
            CREATE TABLE config_texts (
                digest BLOB PRIMARY KEY NOT NULL,
                text TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE config_revisions (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                revision TEXT NOT NULL,
                at_us INTEGER NOT NULL,
                actor TEXT NOT NULL,
                cause TEXT NOT NULL,
                result TEXT NOT NULL CHECK (result IN ('applied', 'refused')),
                file TEXT,
                text_digest BLOB REFERENCES config_texts (digest) ON DELETE RESTRICT,
                managed_digest BLOB REFERENCES config_texts (digest) ON DELETE RESTRICT,
                findings TEXT NOT NULL
            ) STRICT;
            CREATE INDEX config_revisions_result ON config_revisions (result, id);
            CREATE INDEX config_revisions_revision ON config_revisions (revision);
            CREATE INDEX config_revisions_text ON config_revisions (text_digest);
            CREATE INDEX config_revisions_managed ON config_revisions (managed_digest);
            """
    )
}
