/// One place where the tree breaks a house rule.
struct Finding: Hashable, CustomStringConvertible {
    /// The file, from the root of the checkout.
    let path: String
    /// The line, counted from 1.
    let line: Int
    /// What is wrong and what would be right.
    let message: String

    /// The form in which editors and terminals jump to a place.
    var description: String { "\(path):\(line): \(message)" }
}

extension [Finding] {
    /// Every finding on a line of its own.
    var report: String { "\(count) findings\n" + map(\.description).joined(separator: "\n") }
}
