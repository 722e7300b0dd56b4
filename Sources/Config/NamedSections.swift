/// How the mappings of chosen names work: which names may be chosen, and how a section begins and ends.
struct NamedSections<Inner: Sendable>: Sendable {
    let table: Table<Inner>
    /// What a name must be, in words.
    let words: String
    /// The most names.
    let limit: Int
    let isName: @Sendable (String) -> Bool
    let name: @Sendable (Inner) -> String
    /// The section of that name before its keys are read.
    let start: @Sendable (String) -> Inner
    /// Completes and checks the section once its keys are read.
    let finish: @Sendable (inout Inner, Entry, inout Reading) -> Void

    func read(_ entry: Entry, _ reading: inout Reading) -> [Inner] {
        let members = reading.members(of: entry)
        guard members.count <= limit else {
            reading.error(entry, "must not have more than \(limit) names")
            return []
        }
        var sections: [Inner] = []
        for member in members {
            let below = entry.below(member)
            reading.found(below)
            guard isName(member.key) else {
                reading.error(below.path, at: member.position, "a name must be \(words)")
                continue
            }
            var section = start(member.key)
            table.read(below, into: &section, &reading)
            finish(&section, below, &reading)
            sections.append(section)
        }
        return sections.sorted { name($0) < name($1) }
    }
}

extension FieldMaker {
    /// A mapping whose names the operator chooses.
    func named<Inner>(
        _ name: String,
        _ path: Path<[Inner]>,
        _ sections: NamedSections<Inner>,
        _ summary: String
    ) -> Field<Section> {
        Field(
            rows: rows(name, .named(sections.words), summary, sections.table),
            read: { entry, section, reading in section[keyPath: path] = sections.read(entry, &reading) },
            lines: { section in
                section[keyPath: path].flatMap { inner in
                    sections.table.lines(inner).map { ("\(name).\(sections.name(inner)).\($0.path)", $0.value) }
                }
            }
        )
    }
}
