extension Settings {
    /// Every key and value in the order of the table; credentials appear by name only.
    package var canonicalLines: [(path: String, value: String)] { KeyTable.root.lines(self) }

    /// Every key and value in the order of the table, one a line; credentials appear by name only.
    package var canonicalText: String {
        KeyTable.root.lines(self).map { "\($0.path) = \($0.value)\n" }.joined()
    }

    /// The first 12 hex digits of the canonical text's digest; `digest` is SHA-256.
    ///
    /// Credentials are no part of it: a new key under the same name keeps the revision.
    package func revision(digest: ([UInt8]) -> [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hex = digest(Array(canonicalText.utf8)).prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }
}
