extension Migration {
    /// The first schema of control.db: the root key, client keys and credentials.
    static let control001 = Migration(
        number: 1,
        sql: """
            CREATE TABLE root (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                kid BLOB NOT NULL,
                sealed BLOB NOT NULL,
                created_us INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE client_keys (
                id TEXT PRIMARY KEY NOT NULL,
                name TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL CHECK (kind IN ('live', 'test', 'adm')),
                models TEXT NOT NULL,
                endpoints TEXT NOT NULL,
                max_concurrent INTEGER NOT NULL CHECK (max_concurrent > 0),
                capture TEXT,
                created_us INTEGER NOT NULL,
                expires_us INTEGER,
                revoked_us INTEGER,
                last_used_us INTEGER
            ) STRICT;
            CREATE TABLE client_tokens (
                digest BLOB PRIMARY KEY NOT NULL,
                key_id TEXT NOT NULL REFERENCES client_keys (id) ON DELETE CASCADE,
                prefix TEXT NOT NULL,
                last4 TEXT NOT NULL,
                created_us INTEGER NOT NULL,
                expires_us INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX client_tokens_key ON client_tokens (key_id);
            CREATE TABLE credentials (
                id TEXT PRIMARY KEY NOT NULL,
                provider TEXT NOT NULL,
                name TEXT NOT NULL,
                origin TEXT NOT NULL,
                source TEXT NOT NULL CHECK (source IN ('config', 'cli')),
                version INTEGER NOT NULL CHECK (version > 0),
                fingerprint BLOB NOT NULL,
                kid BLOB NOT NULL,
                sealed BLOB NOT NULL,
                created_us INTEGER NOT NULL,
                updated_us INTEGER NOT NULL,
                disabled_us INTEGER,
                UNIQUE (provider, name)
            ) STRICT;
            CREATE INDEX credentials_kid ON credentials (kid);
            """
    )

    /// All steps of control.db.
    package static let control = [
        control001, control002, control003, control004, control005, control006, control007, control008, control009,
    ]
}
