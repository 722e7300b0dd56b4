import Exchange

/// How long each phase of an attempt took, in nanoseconds; nil for a phase it never went through.
///
/// The wait for a connection, the name look-up, TCP and TLS do not overlap; what is left of the time
/// until the request was handed to the socket is the send phase.
struct AttemptPhases {
    /// The number of phases.
    static let count = 7

    let poolWait: Int64
    let dns: Int64?
    let connect: Int64?
    let tls: Int64?
    let send: Int64?
    let wait: Int64?
    let receive: Int64?

    init(_ attempt: borrowing Attempt) {
        poolWait = attempt.poolWait.inNanoseconds
        dns = attempt.dns?.inNanoseconds
        connect = attempt.connect?.inNanoseconds
        tls = attempt.tls?.inNanoseconds
        let before = poolWait + (dns ?? 0) + (connect ?? 0) + (tls ?? 0)
        send = attempt.sent.map { max($0.nanoseconds - attempt.started.nanoseconds - before, 0) }
        wait = Self.span(attempt.sent, attempt.head)
        receive = Self.span(attempt.head, attempt.ended)
    }

    /// The phase at a place of the label `phase`.
    subscript(index: Int) -> Int64? {
        switch index {
        case 0: poolWait
        case 1: dns
        case 2: connect
        case 3: tls
        case 4: send
        case 5: wait
        default: receive
        }
    }

    private static func span(_ start: Moment?, _ end: Moment?) -> Int64? {
        guard let start, let end else { return nil }
        return max(end.nanoseconds - start.nanoseconds, 0)
    }
}
