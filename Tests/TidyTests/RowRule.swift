/// Rooms stand in rows; a room imports only from rows below its own.
enum RowRule {
    /// The row of each room; `CZlib` is a library of the system and no room.
    static let rows = [
        "Exchange": 0, "Policy": 1, "Dialects": 1, "Query": 1, "Proxy": 2, "Telemetry": 2, "Storage": 2, "Demo": 2,
        "Identity": 2, "Config": 3,
        "Admin": 3, "weir": 4, "HistoryBench": 4, "Simulation": 4,
    ]

    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSource, let room = file.room, room != "CZlib" else { return [] }
        guard let row = rows[room] else { return [file.finding(1, "the room \(room) stands in no row")] }
        var findings: [Finding] = []
        for (index, line) in file.code.enumerated() {
            guard let other = imported(line), let otherRow = rows[other], otherRow >= row else { continue }
            findings.append(
                file.finding(index + 1, "\(room) (row \(row)) imports \(other) (row \(otherRow)); only rows below")
            )
        }
        return findings
    }

    /// The module a line imports, or nil.
    private static func imported(_ line: String) -> String? {
        let words = line.split { $0 == " " || $0 == "." }
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
            words[..<index].allSatisfy({
                $0.hasPrefix("@") || ["package", "public", "internal", "private"].contains($0)
            })
        else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
        let name = kinds.contains(words[index + 1]) ? words.dropFirst(index + 2).first : words[index + 1]
        return name.map { String($0) }
    }
}
