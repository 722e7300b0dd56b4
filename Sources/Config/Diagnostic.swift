/// One thing to say about the file, and where; it never quotes a value, which might be a secret.
package struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
    /// How bad it is.
    package enum Severity: String, Sendable {
        /// The file is refused.
        case error
        /// The file is taken, and yet somebody should look.
        case warning
    }

    /// Where, or nil when it concerns no file, as with settings taken from the environment.
    package let position: Position?
    /// How bad it is.
    package let severity: Severity
    /// The key's path, such as `providers.openai.keys[0]`; empty when the text itself is at fault.
    package let path: String
    /// What is wrong and what would be right.
    package let message: String

    /// Makes a diagnostic.
    package init(_ severity: Severity, at position: Position?, path: String, _ message: String) {
        self.position = position
        self.severity = severity
        self.path = path
        self.message = message
    }

    /// The path and the message.
    package var description: String { path.isEmpty ? message : "\(path): \(message)" }

    /// The line `file:line:column  severity  path: message`.
    package func line(in file: String) -> String {
        let place = position.map { $0 == .managed ? "managed" : "\(file):\($0.line):\($0.column)" } ?? file
        let word = severity == .error ? "error  " : "warning"
        return "\(place)  \(word)  \(description)"
    }
}
