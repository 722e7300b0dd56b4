/// One field of the canonical line, as `docs/log-line.md` explains it.
package struct LogField: Sendable {
    /// When the field is there.
    package enum Presence: String, Sendable, CaseIterable {
        /// On every line.
        case always
        /// On requests to a model.
        case inference = "model request"
        /// When an upstream was tried.
        case upstream = "upstream tried"
        /// On streams.
        case stream
        /// When something failed.
        case error
        /// When there is something to say.
        case known = "when known"
    }

    /// The key.
    package let key: String
    /// The JSON type.
    package let type: String
    /// When it is there.
    package let presence: Presence
    /// Unit, form or values.
    package let form: String
    /// What it means.
    package let meaning: String

    init(_ key: String, _ type: String, _ presence: Presence, _ form: String, _ meaning: String) {
        self.key = key
        self.type = type
        self.presence = presence
        self.form = form
        self.meaning = meaning
    }

    /// Every field, in the order of the line.
    package static let all = identity + request + model + upstream + times + sizes
}
