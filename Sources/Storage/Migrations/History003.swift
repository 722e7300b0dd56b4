extension Migration {
    /// The schema that can be questioned: endings, costs, tags and tool names, and indexes for the query language.
    ///
    /// Rows come in the order of time, so that the wide `exchanges_time` is only ever appended to. It holds what the
    /// query language filters by: a whole day can be looked through without touching its rows. The other indexes are
    /// for what is rare within many days. `tags` and `tool_names` name exchanges by their rowid, which stays: a table
    /// that has indexes keeps its rowids even when the file is compacted. `trims` notes what retention deleted.
    static let history003 = Migration(
        number: 3,
        sql: """
            ALTER TABLE exchanges ADD COLUMN ending TEXT;
            ALTER TABLE exchanges ADD COLUMN service_tier TEXT;
            ALTER TABLE exchanges ADD COLUMN cost_nanousd INTEGER;
            ALTER TABLE exchanges ADD COLUMN reported_cost_nanousd INTEGER;
            ALTER TABLE exchanges ADD COLUMN price TEXT;
            ALTER TABLE exchanges ADD COLUMN price_version TEXT;
            ALTER TABLE exchanges ADD COLUMN end_user TEXT;
            ALTER TABLE exchanges ADD COLUMN cache_write_hour_tokens INTEGER;
            ALTER TABLE exchanges ADD COLUMN audio_input_tokens INTEGER;
            ALTER TABLE exchanges ADD COLUMN audio_output_tokens INTEGER;
            ALTER TABLE exchanges ADD COLUMN tool_use_prompt_tokens INTEGER;
            ALTER TABLE exchanges ADD COLUMN web_searches INTEGER;
            CREATE TABLE tags (
                name TEXT NOT NULL, value TEXT NOT NULL, exchange INTEGER NOT NULL,
                PRIMARY KEY (name, value, exchange)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE tool_names (
                name TEXT NOT NULL, exchange INTEGER NOT NULL, PRIMARY KEY (name, exchange)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE trims (
                number INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, key_name TEXT, keeps TEXT NOT NULL,
                rows INTEGER NOT NULL, is_complete INTEGER NOT NULL
            ) STRICT;
            DROP INDEX exchanges_time;
            DROP INDEX exchanges_outcome;
            DROP INDEX exchanges_key;
            CREATE INDEX exchanges_time ON exchanges (
                started_us, status, total_us, cost_nanousd, input_tokens, cache_read_tokens, end_user, is_stream, model,
                key_name, provider, outcome, first_token_us, output_tokens, per_output_token_us, attempts
            );
            CREATE INDEX exchanges_failed ON exchanges (started_us) WHERE status >= 400 OR outcome <> 'success';
            CREATE INDEX exchanges_key_name ON exchanges (key_name, started_us);
            CREATE INDEX exchanges_trace ON exchanges (trace_id);
            CREATE INDEX exchanges_client_request ON exchanges (client_request_id)
                WHERE client_request_id IS NOT NULL;
            """
    )
}
