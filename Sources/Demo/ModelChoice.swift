/// The model a request names, with its knobs turned.
struct ModelChoice: Sendable {
    /// Why a model's name is not understood.
    enum Fault: Error, Equatable {
        /// No such model.
        case unknownModel
        /// The model has no such knob, or its value is no number within its bounds; holds the knob as written.
        case badKnob(String)
    }

    /// The longest model text that is read, in bytes.
    static let longest = 256

    /// The whole text, knobs included, as it was sent.
    let text: String
    /// The model.
    let model: DemoModel
    private let values: [Knob: Double]

    /// Reads `name?knob=value&knob=value`.
    init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest, let model = parts.first.flatMap(DemoModels.named) else {
            throw .unknownModel
        }
        var values: [Knob: Double] = [:]
        for (knob, value) in model.defaults { values[knob] = value }
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, let knob = Knob(rawValue: String(sides[0])), model.has(knob),
                let value = knob.value(of: sides[1])
            else { throw .badKnob(String(pair)) }
            values[knob] = value
        }
        self.text = text
        self.model = model
        self.values = values
    }

    /// The knob's value, or nil where it was not turned and has no value of its own.
    func value(_ knob: Knob) -> Double? { values[knob] }

    /// The knob's value as a whole number.
    func count(_ knob: Knob) -> Int? { values[knob].map { Int($0) } }

    /// The knob's value as one of its words, or nil where it was not turned and has no value of its own.
    func word<Word: CaseIterable>(_ knob: Knob, _: Word.Type = Word.self) -> Word? {
        values[knob].map { Array(Word.allCases)[Int($0)] }
    }

    /// True where the knob is turned to 1.
    func isOn(_ knob: Knob) -> Bool { values[knob] == 1 }

    /// The knob's value as a time; zero where there is none.
    func time(_ knob: Knob) -> Duration { .seconds(values[knob] ?? 0) }
}
