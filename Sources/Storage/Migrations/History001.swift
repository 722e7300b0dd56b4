extension Migration {
    /// The first schema of a day's history file.
    ///
    /// `exchanges` keeps its rowid: its rows are wide, and the five indexes then end in a small integer
    /// instead of the 30-character id. `messages` likewise. The narrow tables have none.
    static let history001 = Migration(
        number: 1,
        sql: """
            CREATE TABLE exchanges (
                request_id TEXT PRIMARY KEY NOT NULL, started_us INTEGER NOT NULL, ended_us INTEGER NOT NULL,
                method TEXT NOT NULL, route TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL,
                outcome TEXT NOT NULL, error_type TEXT, rejection_reason TEXT, error_message TEXT, flags TEXT NOT NULL,
                client_address TEXT NOT NULL, client_request_id TEXT, user_agent TEXT, sdk TEXT, scheme TEXT NOT NULL,
                protocol_version TEXT NOT NULL, key_id TEXT, key_name TEXT, auth_result TEXT NOT NULL,
                operation TEXT NOT NULL, provider TEXT, upstream TEXT, model TEXT, upstream_model TEXT,
                response_model TEXT, response_id TEXT, finish_reasons TEXT, is_stream INTEGER NOT NULL,
                max_tokens INTEGER, tools INTEGER NOT NULL, tool_calls INTEGER NOT NULL, conversation_id TEXT,
                conversation_source TEXT, attempts INTEGER NOT NULL, upstream_status INTEGER, upstream_request_id TEXT,
                reused INTEGER, total_us INTEGER NOT NULL, overhead_us INTEGER NOT NULL, body_wait_us INTEGER NOT NULL,
                admission_us INTEGER NOT NULL, pool_wait_us INTEGER, dns_us INTEGER, connect_us INTEGER, tls_us INTEGER,
                send_us INTEGER, wait_us INTEGER, first_token_us INTEGER, upstream_first_token_us INTEGER,
                per_output_token_us INTEGER, max_gap_us INTEGER, write_blocked_us INTEGER, stream_events INTEGER,
                stream_end TEXT, request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL, input_tokens INTEGER,
                output_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER, reasoning_tokens INTEGER,
                usage_source TEXT, trace_id TEXT NOT NULL, span_id TEXT NOT NULL, config_hash TEXT NOT NULL,
                body_dropped INTEGER NOT NULL, body_truncated INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX exchanges_time ON exchanges (started_us);
            CREATE INDEX exchanges_key ON exchanges (key_id, started_us);
            CREATE INDEX exchanges_model ON exchanges (model, started_us);
            CREATE INDEX exchanges_outcome ON exchanges (outcome, status, started_us);
            CREATE INDEX exchanges_conversation ON exchanges (conversation_id) WHERE conversation_id IS NOT NULL;
            CREATE TABLE attempts (
                request_id TEXT NOT NULL, number INTEGER NOT NULL, provider TEXT NOT NULL, upstream TEXT NOT NULL,
                model TEXT, credential_id TEXT, started_us INTEGER NOT NULL, pool_wait_us INTEGER NOT NULL,
                dns_us INTEGER, connect_us INTEGER, tls_us INTEGER, send_us INTEGER, wait_us INTEGER,
                first_token_us INTEGER, total_us INTEGER, status INTEGER, error_type TEXT, reused INTEGER NOT NULL,
                free_retries INTEGER NOT NULL, upstream_request_id TEXT,
                PRIMARY KEY (request_id, number)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE messages (
                hash BLOB PRIMARY KEY NOT NULL, parent BLOB, role TEXT NOT NULL, content BLOB, text TEXT NOT NULL,
                first_request_id TEXT NOT NULL
            ) STRICT;
            CREATE TABLE system_blobs (
                hash BLOB PRIMARY KEY NOT NULL, content BLOB NOT NULL, text TEXT NOT NULL
            ) STRICT;
            CREATE TABLE turns (
                request_id TEXT PRIMARY KEY NOT NULL, parent_tip BLOB, tip BLOB, system BLOB
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE turn_choices (
                request_id TEXT NOT NULL, number INTEGER NOT NULL, tip BLOB NOT NULL, PRIMARY KEY (request_id, number)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE tips (
                tip BLOB NOT NULL, conversation_id TEXT NOT NULL, PRIMARY KEY (tip, conversation_id)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE responses (
                response_id TEXT PRIMARY KEY NOT NULL, conversation_id TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
    )
}
