/// What a request's path says where other dialects say it in the body.
package struct PathFacts: Sendable, Hashable {
    /// The model in the path, decoded.
    package let model: String
    /// Whether the path asks for a stream; nil where the body says it.
    package let isStream: Bool?
    /// What the body's own names of the model begin with, such as `models/`; nil where a body's `model` means nothing.
    package let namePrefix: String?

    /// Makes the facts of a path.
    package init(model: String, isStream: Bool?, namePrefix: String? = nil) {
        self.model = model
        self.isStream = isStream
        self.namePrefix = namePrefix
    }

    /// True when a name in the body is that of the path.
    func isSame(_ name: String) -> Bool {
        guard let namePrefix else { return true }
        return name == model || name == namePrefix + model
    }
}
