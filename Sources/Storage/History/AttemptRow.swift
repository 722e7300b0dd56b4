import Exchange

/// Binds an attempt to the columns of `attempts`, in their order.
enum AttemptRow {
    /// The statement that takes the values.
    static let insert = """
        INSERT INTO attempts (request_id, number, provider, upstream, model, credential_id, started_us,
            pool_wait_us, dns_us, connect_us, tls_us, send_us, wait_us, first_token_us, total_us, status, error_type,
            reused, free_retries, upstream_request_id, retry_after_us, reason, backoff_us, probe,
            estimated_cost_nanousd)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// Binds the attempt of that number, counted from 1, of the request that was accepted then.
    static func bind(
        _ attempt: Attempt,
        number: Int,
        of request: (id: String, accepted: Moment),
        to statement: BoundStatement
    ) {
        statement.bind(request.id, at: 1)
        statement.bind(Int64(number), at: 2)
        statement.bind(attempt.provider, at: 3)
        statement.bind(attempt.upstream, at: 4)
        statement.bind(attempt.model, at: 5)
        statement.bind(attempt.credentialID, at: 6)
        statement.bind((attempt.started - request.accepted).inMicroseconds, at: 7)
        statement.bind(attempt.poolWait.inMicroseconds, at: 8)
        statement.bind(attempt.dns?.inMicroseconds, at: 9)
        statement.bind(attempt.connect?.inMicroseconds, at: 10)
        statement.bind(attempt.tls?.inMicroseconds, at: 11)
        statement.bind(attempt.sendTime?.inMicroseconds, at: 12)
        statement.bind(attempt.waitTime?.inMicroseconds, at: 13)
        statement.bind(attempt.firstTokenTime?.inMicroseconds, at: 14)
        statement.bind(attempt.ended.map { ($0 - attempt.started).inMicroseconds }, at: 15)
        statement.bind(attempt.status.map(Int64.init), at: 16)
        statement.bind(attempt.errorType?.rawValue, at: 17)
        statement.bind(attempt.isReused ? 1 : 0, at: 18)
        statement.bind(Int64(attempt.freeRetries), at: 19)
        statement.bind(attempt.upstreamRequestID, at: 20)
        statement.bind(attempt.retryAfter?.inMicroseconds, at: 21)
        statement.bind(attempt.reason.rawValue, at: 22)
        statement.bind(attempt.backoff.inMicroseconds, at: 23)
        statement.bind(attempt.isProbe ? 1 : 0, at: 24)
        statement.bind(attempt.estimatedCost?.nanoUSD, at: 25)
    }
}

extension Attempt {
    /// From the connection at hand to the request written; nil when it was not.
    var sendTime: Duration? {
        sent.map { sent in
            let waits = poolWait + (dns ?? .zero) + (connect ?? .zero) + (tls ?? .zero)
            return max(sent - started - waits, .zero)
        }
    }

    /// From the request written to the answer's head.
    var waitTime: Duration? {
        guard let sent, let head else { return nil }
        return max(head - sent, .zero)
    }

    /// From the request written to the first content-bearing event.
    var firstTokenTime: Duration? {
        guard let sent, let firstToken else { return nil }
        return max(firstToken - sent, .zero)
    }
}

extension Duration {
    /// The duration in whole microseconds, as stored.
    var inMicroseconds: Int64 {
        // Nearly all are far below 18 s, for which one word holds them: that division is many times cheaper.
        if let small = UInt64(exactly: attoseconds) { return Int64(small / 1_000_000_000_000) }
        return inNanoseconds / 1_000
    }
}
