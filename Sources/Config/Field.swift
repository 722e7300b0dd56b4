/// One key of a section: its row in the table, how it is read into the settings and how it is shown.
///
/// Everything that knows keys (reading, unknown keys, defaults, schema, reference, revision) is driven by fields.
struct Field<Section: Sendable>: Sendable {
    /// A key and its value in the canonical form; never a credential.
    typealias Line = (path: String, value: String)

    /// Its own row first, then those of the keys below it.
    let rows: [KeyRow]
    let read: @Sendable (Entry, inout Section, inout Reading) -> Void
    let lines: @Sendable (Section) -> [Line]

    var name: String { rows[0].path }
}

/// The keys of one kind of mapping.
struct Table<Section: Sendable>: Sendable {
    /// The section with every default.
    let initial: Section
    let fields: [Field<Section>]
    /// Looks at the section as a whole once its keys are read.
    let check: @Sendable (Section, Entry, inout Reading) -> Void

    init(
        _ initial: Section,
        check: @escaping @Sendable (Section, Entry, inout Reading) -> Void = { _, _, _ in },
        _ fields: (FieldMaker<Section>) -> [Field<Section>]
    ) {
        self.initial = initial
        self.check = check
        self.fields = fields(FieldMaker(initial: initial))
    }

    /// The rows of all fields.
    var rows: [KeyRow] { fields.flatMap(\.rows) }

    /// The canonical lines of a section.
    func lines(_ section: Section) -> [Field<Section>.Line] { fields.flatMap { $0.lines(section) } }

    /// Reads a mapping; keys it does not know are errors.
    func read(_ entry: Entry, into section: inout Section, _ reading: inout Reading) {
        for member in reading.members(of: entry) {
            let below = entry.below(member)
            if let field = fields.first(where: { $0.name == member.key }) {
                reading.found(below)
                field.read(below, &section, &reading)
            } else {
                let message = reading.isFull ? "unknown key" : unknown(member.key)
                reading.error(below.path, at: member.position, message)
            }
        }
        check(section, entry, &reading)
    }

    private func unknown(_ key: String) -> String {
        let known = fields.map(\.name)
        if Words.nearest(to: key, in: known) == nil,
            let row = KeyTable.rows.first(where: { $0.name == key && !$0.path.contains("*") })
        {
            return "unknown key here; it is \(row.path)"
        }
        return Words.unknownKey(key, known: known)
    }
}
