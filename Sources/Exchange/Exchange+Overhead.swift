extension Exchange {
    /// What weir itself added: the total less the waits for the caller, for a slot, for providers and before retries.
    ///
    /// Never negative. A provider's time runs from an attempt's start to its end, and the pause before the attempt
    /// goes with it; time that several attempts cover together is taken off once. While the answer streams, weir's
    /// work is inside that time and is not counted.
    package var overhead: Duration {
        let rest = timeline.total - timeline.bodyWait - timeline.admissionWait - .nanoseconds(coveredNanoseconds)
        return max(rest, .zero)
    }

    /// The time of the exchange during which an attempt ran or was waited for, in nanoseconds.
    ///
    /// Takes the spans by their begins without sorting them: there are few, and nothing is allocated.
    private var coveredNanoseconds: Int64 {
        var covered: Int64 = 0
        var reached = timeline.accepted.nanoseconds
        while true {
            var next: (begin: Int64, end: Int64)?
            for index in attempts.indices {
                let span = span(of: attempts[index])
                let begin = max(span.begin, reached)
                if begin < span.end, begin < next?.begin ?? .max { next = (begin, span.end) }
            }
            guard let next else { return covered }
            covered += next.end - next.begin
            reached = next.end
        }
    }

    /// The pause before an attempt and the attempt, cut to the exchange; without an end only the pause.
    private func span(of attempt: borrowing Attempt) -> (begin: Int64, end: Int64) {
        let first = timeline.accepted.nanoseconds
        let started = max(attempt.started.nanoseconds, first)
        let pause = min(max(attempt.backoff.inNanoseconds, 0), started - first)
        let end = attempt.ended?.nanoseconds ?? started
        return (started - pause, min(end, timeline.ended.nanoseconds))
    }
}
