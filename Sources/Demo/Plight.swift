/// What goes wrong with one answer.
enum Plight: Sendable, Equatable {
    /// Nothing.
    case none
    /// It is a failure with that status.
    case status(Int, Wait?)
    /// It is refused in a provider's own words.
    case refused(RefusalReason)
    /// The connection closes without an answer.
    case noAnswer(rst: Bool)
    /// It ends after so many events.
    case cut(after: Int, Ending)
    /// It goes silent after so many events.
    case silence(after: Int, hold: Duration)
    /// After so many events comes an error event.
    case errorEvent(after: Int, StreamFault)
    /// After so many events comes one that is not JSON.
    case brokenJSON(after: Int)
    /// Something else stands in its place.
    case replaced(Shape)
    /// The HTTP message is not in order.
    case badHTTP(WireFault)

    /// How an answer ends too early.
    enum Ending: Sendable, Equatable {
        /// The HTTP message ends in order.
        case clean
        /// The connection is closed in order, the HTTP message is not finished.
        case close
        /// The connection is reset.
        case reset
    }

    /// Decides what goes wrong with the request whose `turn` this is.
    init(_ choice: ModelChoice, turn: () -> Tally.Turn, seed: UInt64) {
        self = .none
        guard choice.model.behaviour.isFault else { return }
        let turn = turn()
        guard FaultRule(choice, seed: seed).fails(turn: turn.index, elapsed: turn.elapsed) else { return }
        self = Plight(of: choice)
    }

    /// What goes wrong where something does.
    private init(of choice: ModelChoice) {
        let after = choice.count(.after) ?? 0
        let wait = Wait(choice)
        switch choice.model.behaviour {
        case .answers, .callsTools, .echoes, .answersBig: self = .none
        case .fails: self = .status(choice.count(.status) ?? 503, wait)
        case .limitsRate: self = .status(429, wait)
        case .answersStatus: self = .status(choice.count(.code) ?? 500, wait)
        case .refuses: self = .refused(choice.word(.reason) ?? .quota)
        case .cuts: self = .cut(after: after, choice.isOn(.clean) ? .clean : choice.isOn(.rst) ? .reset : .close)
        case .stalls: self = .silence(after: after, hold: choice.time(.hold))
        case .sendsErrorEvent: self = .errorEvent(after: after, choice.word(.error) ?? .server)
        case .sendsBrokenJSON:
            let shape = choice.word(.shape) ?? Shape.truncated
            self = shape == .truncated ? .brokenJSON(after: after) : .replaced(shape)
        case .breaksHTTP: self = .badHTTP(choice.word(.wire) ?? .head)
        case .resets: self = .noAnswer(rst: choice.isOn(.rst))
        }
    }

    /// The number of events after which a stream goes wrong, or nil where it does not.
    var after: Int? {
        switch self {
        case .none, .status, .refused, .noAnswer, .replaced, .badHTTP: nil
        case .cut(let after, _), .silence(let after, _), .errorEvent(let after, _), .brokenJSON(let after): after
        }
    }
}
