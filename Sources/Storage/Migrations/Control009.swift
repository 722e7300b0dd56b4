extension Migration {
    /// The schema of control.db that knows administrators: roles of keys, accounts, sessions, remembered answers.
    ///
    /// Admin keys that are there may do everything, as before. A session is kept by the hash of its id, an account's
    /// password by scrypt with the cost beside it. An answer that is remembered lies sealed: it may hold a token.
    static let control009 = Migration(
        number: 9,
        sql: """
            ALTER TABLE client_keys ADD COLUMN role TEXT CHECK (role IN ('viewer', 'operator', 'admin'));
            ALTER TABLE client_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
            UPDATE client_keys SET role = 'admin' WHERE kind = 'adm';
            CREATE TABLE admin_accounts (
                id TEXT PRIMARY KEY NOT NULL,
                name TEXT NOT NULL UNIQUE,
                role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
                scopes TEXT NOT NULL,
                organisation_id TEXT REFERENCES organisations (id) ON DELETE RESTRICT,
                salt BLOB NOT NULL, hash BLOB NOT NULL,
                rounds INTEGER NOT NULL, block_size INTEGER NOT NULL, parallelism INTEGER NOT NULL,
                disabled_us INTEGER,
                version INTEGER NOT NULL CHECK (version > 0), created_us INTEGER NOT NULL, updated_us INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE admin_sessions (
                digest BLOB PRIMARY KEY NOT NULL,
                account_id TEXT NOT NULL REFERENCES admin_accounts (id) ON DELETE CASCADE,
                created_us INTEGER NOT NULL, seen_us INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX admin_sessions_account ON admin_sessions (account_id, created_us);
            CREATE TABLE admin_answers (
                digest BLOB PRIMARY KEY NOT NULL,
                request BLOB NOT NULL,
                sealed BLOB,
                created_us INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX admin_answers_created ON admin_answers (created_us);
            ALTER TABLE credentials ADD COLUMN last4 TEXT;
            CREATE INDEX audit_subject ON audit (subject, id);
            """
    )
}
