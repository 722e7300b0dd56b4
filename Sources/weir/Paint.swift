/// Colours for a terminal; none where there is no terminal or nobody wants any.
struct Paint {
    /// What a colour says.
    enum Colour: String {
        case good = "32"
        case odd = "33"
        case bad = "31"
        case faint = "2"
        case strong = "1"
    }

    let isOn: Bool

    /// The text in a colour.
    func callAsFunction(_ colour: Colour?, _ text: String) -> String {
        guard isOn, let colour else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }

    /// What a status says at a glance.
    static func of(status: Int64) -> Colour {
        switch status {
        case 200..<400: .good
        case 400..<500: .odd
        default: .bad
        }
    }

    /// What the end of an exchange says at a glance.
    static func of(outcome: String) -> Colour? {
        switch outcome {
        case "success": nil
        case "client_error", "rejected", "client_cancelled": .odd
        default: .bad
        }
    }
}
