/// What goes wrong with one answer.
enum Plight: Sendable, Equatable {
    /// Nothing.
    case none
    /// It is a failure with that status; `retryAfter` in seconds.
    case status(Int, retryAfter: Int?)
    /// The connection closes without an answer.
    case noAnswer(rst: Bool)
    /// It ends after so many events.
    case cut(after: Int, Ending)
    /// It goes silent after so many events.
    case silence(after: Int, hold: Duration)
    /// After so many events comes an error event.
    case errorEvent(after: Int)
    /// After so many events comes one that is not JSON.
    case brokenJSON(after: Int)

    /// How an answer ends too early.
    enum Ending: Sendable, Equatable {
        /// The HTTP message ends in order.
        case clean
        /// The connection is closed in order, the HTTP message is not finished.
        case close
        /// The connection is reset.
        case reset
    }

    /// Decides what goes wrong with the request that is the `turn`-th with this model text.
    init(_ choice: ModelChoice, turn: () -> Int, seed: UInt64) {
        let after = choice.count(.after) ?? 0
        switch choice.model.behaviour {
        case .answers, .callsTools, .echoes, .answersBig: self = .none
        case .failsAtRandom:
            let draw = Chance.draw(seed: seed &+ UInt64(choice.count(.seed) ?? 0), index: UInt64(turn()))
            let fails = draw < choice.value(.p) ?? 0
            self = fails ? .status(choice.count(.status) ?? 503, retryAfter: nil) : .none
        case .failsFirst:
            let fails = turn() < choice.count(.times) ?? 1
            self = fails ? .status(choice.count(.status) ?? 503, retryAfter: nil) : .none
        case .limitsRate: self = .status(429, retryAfter: choice.count(.retryAfter))
        case .answersStatus: self = .status(choice.count(.code) ?? 500, retryAfter: nil)
        case .cuts: self = .cut(after: after, choice.isOn(.clean) ? .clean : choice.isOn(.rst) ? .reset : .close)
        case .stalls: self = .silence(after: after, hold: choice.time(.hold))
        case .sendsErrorEvent: self = .errorEvent(after: after)
        case .sendsBrokenJSON: self = .brokenJSON(after: after)
        case .resets: self = .noAnswer(rst: choice.isOn(.rst))
        }
    }

    /// The number of events after which a stream goes wrong, or nil where it does not.
    var after: Int? {
        switch self {
        case .none, .status, .noAnswer: nil
        case .cut(let after, _), .silence(let after, _), .errorEvent(let after), .brokenJSON(let after): after
        }
    }
}
