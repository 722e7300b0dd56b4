extension Migration {
    /// Sums that need no rows: what exchanges have in common once, and the numbers of each, packed; waits asked for.
    ///
    /// `figures_state` says whether they are about every exchange: `complete`, `missing`, or `too_many` profiles. Rows
    /// of an earlier schema are taken in by who opens the file for writing. `exchanges_key_id` finds keys by their id.
    static let history004 = Migration(
        number: 4,
        sql: """
            CREATE TABLE profiles (
                number INTEGER PRIMARY KEY, status INTEGER NOT NULL, outcome TEXT NOT NULL, ending TEXT,
                error_type TEXT, rejection_reason TEXT, provider TEXT, model TEXT, key_id TEXT, key_name TEXT,
                route TEXT NOT NULL, is_stream INTEGER NOT NULL, is_cached INTEGER NOT NULL, attempts INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE figures (
                number INTEGER PRIMARY KEY, hour INTEGER NOT NULL, exchanges INTEGER NOT NULL, entries BLOB NOT NULL
            ) STRICT;
            CREATE INDEX figures_hour ON figures (hour);
            CREATE TABLE figures_state (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;
            INSERT INTO figures_state (id, state)
            SELECT 1, iif(EXISTS (SELECT 1 FROM exchanges), 'missing', 'complete');
            ALTER TABLE attempts ADD COLUMN retry_after_us INTEGER;
            CREATE INDEX exchanges_key_id ON exchanges (key_id, started_us) WHERE key_id IS NOT NULL;
            """
    )
}
