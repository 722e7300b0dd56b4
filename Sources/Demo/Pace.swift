/// How fast an answer comes.
struct Pace: Sendable {
    /// The wait before the head.
    let head: Duration
    /// The wait before a stream's first event.
    let first: Duration
    /// The pieces in which the body goes out and the pause behind each, or nil where it goes at once.
    let drip: (bytes: Int, pause: Duration)?
    private let gap: Duration?
    private let perToken: Duration?

    /// Takes the pace from the knobs.
    init(_ choice: ModelChoice) {
        head = choice.time(.head)
        first = choice.time(.ttft)
        gap = choice.value(.gapMs).map { .milliseconds($0) }
        drip = choice.count(.bps).map { rate in
            // Twenty pieces a second are smooth enough; below that rate it is one byte at a time.
            let bytes = max(rate / 20, 1)
            return (bytes, .seconds(Double(bytes) / Double(rate)))
        }
        perToken = choice.value(.tps).map { .seconds(1 / $0) }
    }

    /// True where a stream flows without pauses between its pieces.
    var isUnbroken: Bool { gap == nil && perToken == nil }

    /// The pause before a piece of text that is not the first.
    func pause(before piece: String) -> Duration {
        gap ?? perToken.map { $0 * Words.count(piece) } ?? .zero
    }

    /// How long a plain answer of these pieces takes, at most an hour.
    func whole(_ pieces: [String]) -> Duration {
        let text = isUnbroken ? .zero : pieces.dropFirst().reduce(Duration.zero) { $0 + pause(before: $1) }
        return min(head + first + text, .seconds(3_600))
    }
}
