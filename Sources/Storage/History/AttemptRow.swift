import Exchange
import GRDB

/// The values of one row of `attempts`, in the order of its columns.
enum AttemptRow {
    /// The statement that takes the values.
    static let insert = """
        INSERT INTO attempts (request_id, number, provider, upstream, model, credential_id, started_us,
            pool_wait_us, dns_us, connect_us, tls_us, send_us, wait_us, first_token_us, total_us, status, error_type,
            reused, free_retries, upstream_request_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// The values of the attempt of that number, counted from 1.
    static func values(_ attempt: Attempt, number: Int, of exchange: Exchange) -> StatementArguments {
        [
            exchange.id.description, number, attempt.provider, attempt.upstream, attempt.model, attempt.credentialID,
            micros(attempt.started - exchange.timeline.accepted), micros(attempt.poolWait), micros(attempt.dns),
            micros(attempt.connect), micros(attempt.tls), micros(attempt.sendTime), micros(attempt.waitTime),
            micros(attempt.firstTokenTime), micros(attempt.ended.map { $0 - attempt.started }), attempt.status,
            attempt.errorType?.rawValue, attempt.isReused, attempt.freeRetries, attempt.upstreamRequestID,
        ]
    }

    private static func micros(_ duration: Duration?) -> Int64? { duration.map { $0.inNanoseconds / 1_000 } }
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
