import Exchange

extension KeyTable {
    static let limits = Table(Limits()) { field in
        [
            field.integer("head_bytes", \.headBytes, 1_024...1_048_576, "The largest request head."),
            field.integer("head_fields", \.headFields, 8...1_024, "The most header fields of a request."),
            field.integer("target_bytes", \.targetBytes, 256...65_536, "The longest request target."),
            field.integer(
                "body_bytes",
                \.bodyBytes,
                1_024...1_073_741_824,
                "The largest body of a request to a model."
            ),
            field.integer(
                "streamed_body_bytes",
                \.streamedBodyBytes,
                1_024...1_099_511_627_776,
                "The largest body that streams through: files, audio, batches."
            ),
            field.seconds(
                "head_seconds",
                \.headTime,
                most: 3_600,
                "From a request's first byte to the end of its head."
            ),
            field.seconds("body_seconds", \.bodyTime, "How long the body of an inference request may take."),
            field.seconds(
                "body_idle_seconds",
                \.bodyIdleTime,
                most: 3_600,
                "How long a request's body may make no progress."
            ),
            field.seconds("keep_alive_seconds", \.keepAliveTime, "How long a caller's connection may be silent."),
            field.integer(
                "requests_per_connection",
                \.requestsPerConnection,
                1...1_000_000_000,
                "The most requests of one connection."
            ),
            field.seconds(
                "write_stall_seconds",
                \.writeStallTime,
                most: 3_600,
                "How long a caller may take no byte of its answer."
            ),
            field.seconds(
                "handshake_seconds",
                \.handshakeTime,
                most: 600,
                "How long a caller's TLS handshake may take."
            ),
            field.integer("connections", \.connections, 1...1_000_000, "The most callers' connections at once."),
            field.integer("in_flight", \.inFlight, 1...1_000_000, "The most exchanges at once; more are answered 503."),
            field.integer(
                "idle_upstream_connections",
                \.idleUpstreamConnections,
                0...65_536,
                "The most idle connections kept to one provider's address, per event loop."
            ),
            field.seconds(
                "upstream_idle_seconds",
                \.upstreamIdleTime,
                most: 3_600,
                "How long an idle connection to a provider is kept."
            ),
            field.seconds(
                "upstream_age_seconds",
                \.upstreamAge,
                "How long a connection to a provider is used at all; a new one looks the name up again."
            ),
            field.integer(
                "memory_bytes",
                \.memoryBytes,
                0...1_125_899_906_842_624,
                "The memory weir may take, work being refused as it fills; 0 for what the control group or machine has."
            ),
            field.integer(
                "priority_percent",
                \.priorityPercent,
                1...100,
                "How much of `in_flight` is open to keys that are not `critical`."
            ),
            field.seconds(
                "sse_keep_alive_seconds",
                \.sseKeepAliveTime,
                least: 0,
                most: 3_600,
                "How long a stream of events may be silent before its caller gets a comment; 0 sends none."
            ),
            field.integer(
                "failed_auths",
                \.failedAuths,
                0...1_000_000,
                "How many bad credentials one address may send in `failed_auth_seconds`; more are told to wait; "
                    + "0 for no bound."
            ),
            field.seconds(
                "failed_auth_seconds",
                \.failedAuthTime,
                most: 3_600,
                "In which time; it slides, without edges."
            ),
        ]
    }

    static let timeouts = Table(UpstreamTimeouts()) { field in
        [
            field.seconds("connect_seconds", \.connect, most: 600, "For name look-up, TCP and TLS together."),
            field.seconds("first_byte_seconds", \.firstByte, "From the request sent to the head of the answer."),
            field.seconds("idle_seconds", \.idle, "The longest silence between two pieces of an answer."),
            field.seconds("total_seconds", \.total, "For the whole of an exchange that does not stream."),
            field.seconds("stream_total_seconds", \.streamTotal, "For the whole of a stream."),
        ]
    }
}
