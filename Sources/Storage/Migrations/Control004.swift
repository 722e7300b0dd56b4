extension Migration {
    /// The fourth schema of control.db: organisations, teams and users, and whom a key belongs to.
    ///
    /// Each has one parent of the kind above, so there can be no cycles. Keys that are there belong to nobody. A parent
    /// that somebody belongs to cannot be deleted, whoever tries.
    static let control004 = Migration(
        number: 4,
        sql: """
            CREATE TABLE organisations (
                id TEXT PRIMARY KEY NOT NULL,
                name TEXT NOT NULL UNIQUE,
                \(principalColumns)
            ) STRICT;
            CREATE TABLE teams (
                id TEXT PRIMARY KEY NOT NULL,
                organisation_id TEXT NOT NULL REFERENCES organisations (id) ON DELETE RESTRICT,
                name TEXT NOT NULL,
                \(principalColumns),
                UNIQUE (organisation_id, name)
            ) STRICT;
            CREATE TABLE users (
                id TEXT PRIMARY KEY NOT NULL,
                team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE RESTRICT,
                name TEXT NOT NULL,
                \(principalColumns),
                UNIQUE (team_id, name)
            ) STRICT;
            ALTER TABLE client_keys ADD COLUMN providers TEXT NOT NULL DEFAULT '';
            ALTER TABLE client_keys ADD COLUMN residency TEXT NOT NULL DEFAULT '';
            ALTER TABLE client_keys ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0);
            ALTER TABLE client_keys ADD COLUMN organisation_id TEXT
                REFERENCES organisations (id) ON DELETE RESTRICT;
            ALTER TABLE client_keys ADD COLUMN team_id TEXT REFERENCES teams (id) ON DELETE RESTRICT;
            ALTER TABLE client_keys ADD COLUMN user_id TEXT REFERENCES users (id) ON DELETE RESTRICT
                CHECK ((organisation_id IS NOT NULL) + (team_id IS NOT NULL) + (user_id IS NOT NULL) <= 1);
            CREATE INDEX client_keys_organisation ON client_keys (organisation_id) WHERE organisation_id IS NOT NULL;
            CREATE INDEX client_keys_team ON client_keys (team_id) WHERE team_id IS NOT NULL;
            CREATE INDEX client_keys_user ON client_keys (user_id) WHERE user_id IS NOT NULL;
            """
    )

    private static let principalColumns = """
        models TEXT NOT NULL, endpoints TEXT NOT NULL, providers TEXT NOT NULL, residency TEXT NOT NULL,
        capture TEXT CHECK (capture IN ('off', 'metadata', 'redacted', 'full')),
        priority TEXT CHECK (priority IN ('critical', 'default', 'sheddable')),
        max_concurrent INTEGER CHECK (max_concurrent > 0),
        expires_us INTEGER, disabled_us INTEGER,
        version INTEGER NOT NULL CHECK (version > 0), created_us INTEGER NOT NULL, updated_us INTEGER NOT NULL
        """
}
