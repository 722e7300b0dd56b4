/// The query of a request's target, in which Gemini's callers may put their key.
package struct CallerQuery {
    private let parameters: [Substring]

    /// Takes the query apart; `text` is what stands behind `?`.
    package init(_ text: String) {
        parameters = text.isEmpty ? [] : text.split(separator: "&", omittingEmptySubsequences: false)
    }

    /// The values of `key`, decoded; one that is badly encoded is left out.
    package var keys: [String] {
        parameters.filter(Self.isKey).compactMap { parameter in
            PathText.decoded(parameter.split(separator: "=", maxSplits: 1).dropFirst().first ?? "")
        }
    }

    /// The query without any `key`; everything else stays as it came.
    package var withoutKey: String {
        parameters.filter { !Self.isKey($0) }.joined(separator: "&")
    }

    /// True for `key`, escaped letters in it or not: a provider would decode them.
    private static func isKey(_ parameter: Substring) -> Bool {
        let name = parameter.prefix { $0 != "=" }
        return name == "key" || PathText.decoded(name) == "key"
    }
}
