/// How a list of mappings works: the keys of each, how many there may be, and what each must have.
struct RecordList<Inner: Sendable>: Sendable {
    let table: Table<Inner>
    /// The most mappings; there is at least one.
    let limit: Int
    /// A list as it could be written.
    let example: String
    /// The keys that each must have.
    let needed: [String]

    func read(_ entry: Entry, _ reading: inout Reading) -> [Inner] {
        if entry.value.isNull || entry.value.isEmptyList { reading.error(entry, "must have at least one item") }
        return reading.items(of: entry, atMost: limit).map { item in
            var record = table.initial
            reading.found(item)
            table.read(item, into: &record, &reading)
            reading.need(needed, in: item)
            return record
        }
    }
}

extension FieldMaker {
    /// A list of mappings of known keys.
    func records<Inner>(
        _ name: String,
        _ path: Path<[Inner]>,
        _ records: RecordList<Inner>,
        _ summary: String
    ) -> Field<Section> {
        let own = KeyRow(
            path: name,
            shape: .records(records.limit),
            fallback: "",
            summary: summary,
            example: records.example
        )
        return Field(
            rows: [own] + records.table.rows.map { $0.below("\(name)[]") },
            read: { entry, section, reading in section[keyPath: path] = records.read(entry, &reading) },
            lines: { section in
                section[keyPath: path].enumerated().flatMap { index, record in
                    records.table.lines(record).map { ("\(name)[\(index)].\($0.path)", $0.value) }
                }
            }
        )
    }

    /// A list of words of a closed set, kept as a set.
    func words<Choice: RawRepresentable<String> & CaseIterable & Hashable & Sendable>(
        _ name: String,
        _ path: Path<Set<Choice>>,
        _ summary: String
    ) -> Field<Section> {
        let known = Choice.allCases.map(\.rawValue)
        let listed = known.joined(separator: ", ")
        let row = KeyRow(
            path: name,
            shape: .list("one of \(listed)"),
            fallback: "",
            summary: summary,
            example: "[\(listed)]"
        )
        return Field(
            rows: [row],
            read: { entry, section, reading in
                section[keyPath: path] = reading.choices(entry, known)
            },
            lines: { section in
                let chosen = Choice.allCases.filter(section[keyPath: path].contains).map(\.rawValue)
                return chosen.isEmpty ? [] : [(name, Words.list(chosen))]
            }
        )
    }
}

extension Field {
    /// The same key without a default: whoever writes the mapping around it must write it too.
    func needed(_ example: String) -> Field {
        let rows = rows.map { row in
            KeyRow(path: row.path, shape: row.shape, fallback: "", summary: row.summary, example: example)
        }
        return Field(rows: rows, read: read, lines: lines)
    }
}

extension Reading {
    /// Says which of the needed keys a mapping lacks; what is no mapping has its error already.
    mutating func need(_ names: [String], in entry: Entry) {
        guard entry.value.isNull || entry.value.isMapping else { return }
        for name in names where positions["\(entry.path).\(name)"] == nil {
            error(entry, "\(name) is missing")
        }
    }

    /// The words of a list that are known, each once.
    fileprivate mutating func choices<Choice: RawRepresentable<String> & Hashable>(
        _ entry: Entry,
        _ known: [String]
    ) -> Set<Choice> {
        let expected = "must be one of \(known.joined(separator: ", "))"
        var chosen: Set<Choice> = []
        for item in items(of: entry, atMost: 32) {
            guard let text = text(item, expected) else { continue }
            found(item)
            guard let choice = Choice(rawValue: text) else {
                error(item, expected + Words.suggestion(for: text, in: known))
                continue
            }
            if !chosen.insert(choice).inserted { warning(at: item.path, "stands in the list already") }
        }
        return chosen
    }
}

extension Value {
    /// True for members in braces or below each other.
    fileprivate var isMapping: Bool {
        guard case .mapping = content else { return false }
        return true
    }

    /// True for `[]`.
    fileprivate var isEmptyList: Bool {
        guard case .list(let items) = content else { return false }
        return items.isEmpty
    }
}
