/// Whether weir can do its work, check by check.
package struct Readiness: Sendable, Hashable {
    /// One thing that must hold.
    package struct Check: Sendable, Hashable {
        /// What is looked at: `routes`, `store`, `config` or `drain`.
        package let name: String
        /// Whether it holds.
        package let isGood: Bool
        /// What was found, in words.
        package let detail: String

        /// Makes a check's result.
        package init(_ name: String, isGood: Bool, detail: String) {
            self.name = name
            self.isGood = isGood
            self.detail = detail
        }
    }

    /// The results, in a fixed order.
    package let checks: [Check]

    /// Makes a readiness from its checks.
    package init(_ checks: [Check]) {
        self.checks = checks
    }

    /// True when every check holds.
    package var isReady: Bool { checks.allSatisfy(\.isGood) }

    /// A line for each check, as `/readyz` shows them.
    package var text: String {
        checks.map { "\($0.isGood ? "ok  " : "fail") \($0.name): \($0.detail)\n" }.joined()
            + (isReady ? "ready\n" : "not ready\n")
    }
}
