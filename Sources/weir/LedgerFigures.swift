/// The numbers of the ledger as a running server exposes them.
struct LedgerFigures {
    private let values: [String: Int64]
    /// Exchanges not kept, by reason, ordered by it.
    let dropped: [(reason: String, count: Int64)]

    /// Reads an exposition; nil when it has no ledger.
    init?(_ exposition: String) {
        var values: [String: Int64] = [:]
        var dropped: [(String, Int64)] = []
        for line in exposition.split(separator: "\n") where line.hasPrefix("weir_") {
            guard let blank = line.lastIndex(of: " "), let number = Double(line[line.index(after: blank)...]),
                let count = Int64(exactly: number)
            else { continue }
            let name = String(line[..<blank])
            values[name] = count
            let parts = name.split(separator: "\"")
            if parts.count == 3, parts[0] == "weir_ledger_dropped_total{reason=" {
                dropped.append((String(parts[1]), count))
            }
        }
        guard values["weir_ledger_accepted_total"] != nil else { return nil }
        self.values = values
        self.dropped = dropped.sorted { $0.0 < $1.0 }
    }

    /// The value of a family without labels; 0 when it is not there.
    subscript(name: String) -> Int64 { values[name] ?? 0 }

    /// True when every accepted exchange is in exactly one place.
    var isBalanced: Bool {
        let lost = dropped.reduce(0) { $0 + $1.count }
        return self["weir_ledger_accepted_total"]
            == self["weir_ledger_in_flight"] + self["weir_ledger_queued"] + self["weir_ledger_stored_total"] + lost
    }
}
