/// A model of the demo provider: its name, what it does, and the knobs of its own.
package struct DemoModel: Sendable {
    /// What is special about a model.
    package enum Behaviour: Sendable {
        /// It answers.
        case answers
        /// It calls the tools that are offered.
        case callsTools
        /// It answers with the request as it came.
        case echoes
        /// It answers with a text of a given size.
        case answersBig
        /// It fails with a status, when it does.
        case fails
        /// It answers 429.
        case limitsRate
        /// It answers with a given status.
        case answersStatus
        /// It ends the answer too early.
        case cuts
        /// It goes silent in the midst of the answer.
        case stalls
        /// It sends an error event inside the stream.
        case sendsErrorEvent
        /// It sends something that is not JSON.
        case sendsBrokenJSON
        /// It sends something that is not HTTP.
        case breaksHTTP
        /// It refuses with a provider's own code.
        case refuses
        /// It closes the connection without an answer.
        case resets

        /// True where something goes wrong.
        package var isFault: Bool {
            switch self {
            case .answers, .callsTools, .echoes, .answersBig: false
            default: true
            }
        }
    }

    /// The name, without knobs.
    package let name: String
    /// What it does, in one sentence.
    package let doc: String
    /// What is special about it.
    package let behaviour: Behaviour
    /// The knobs of its own, and those of all models that start from another value here.
    package let defaults: [(knob: Knob, value: Double)]

    /// Makes a model.
    init(_ name: String, _ behaviour: Behaviour, _ doc: String, _ defaults: [(knob: Knob, value: Double)] = []) {
        self.name = name
        self.doc = doc
        self.behaviour = behaviour
        self.defaults = defaults
    }

    /// Tells whether the model has that knob.
    func has(_ knob: Knob) -> Bool {
        Knob.everywhere.contains(knob) || defaults.contains { $0.knob == knob }
            || behaviour.isFault && Knob.ofFaults.contains(knob)
    }
}
