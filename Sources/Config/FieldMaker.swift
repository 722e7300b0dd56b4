/// Makes the fields of a section; defaults are those of the section's initial value.
struct FieldMaker<Section: Sendable>: Sendable {
    typealias Path<Value> = any WritableKeyPath<Section, Value> & Sendable

    let initial: Section

    /// A field of one scalar: `parse` gives the value, or nil after an error.
    func scalar<Value>(
        _ name: String,
        _ path: Path<Value>,
        _ form: ScalarForm<Value>,
        _ summary: String
    ) -> Field<Section> {
        let fallback = form.show(initial[keyPath: path])
        let row = KeyRow(
            path: name,
            shape: form.shape,
            fallback: fallback,
            summary: summary,
            example: form.example.isEmpty ? fallback : form.example
        )
        return Field(
            rows: [row],
            read: { entry, section, reading in
                if let value = form.read(entry, &reading) { section[keyPath: path] = value }
            },
            lines: { section in [(name, form.show(section[keyPath: path]))] }
        )
    }

    func boolean(_ name: String, _ path: Path<Bool>, _ summary: String) -> Field<Section> {
        scalar(name, path, .boolean, summary)
    }

    func integer(_ name: String, _ path: Path<Int>, _ range: ClosedRange<Int>, _ summary: String) -> Field<Section> {
        scalar(name, path, .integer(range), summary)
    }

    /// Seconds from a millisecond, or from `least` milliseconds, to `most` seconds.
    func seconds(
        _ name: String,
        _ path: Path<Duration>,
        least: Int = 1,
        most: Int = 86_400,
        _ summary: String
    ) -> Field<Section> {
        scalar(name, path, .seconds(least...most * 1_000), summary)
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ name: String,
        _ path: Path<Choice>,
        _ summary: String
    ) -> Field<Section> {
        scalar(name, path, .choice(), summary)
    }

    /// A mapping of known keys.
    func section<Inner>(
        _ name: String,
        _ path: Path<Inner>,
        _ table: Table<Inner>,
        _ summary: String
    ) -> Field<Section> {
        Field(
            rows: rows(name, .section, summary, table),
            read: { entry, section, reading in table.read(entry, into: &section[keyPath: path], &reading) },
            lines: { section in table.lines(section[keyPath: path]).map { ("\(name).\($0.path)", $0.value) } }
        )
    }

    /// A mapping of known keys that may be missing as a whole.
    func section<Inner>(
        optional name: String,
        _ path: Path<Inner?>,
        _ table: Table<Inner>,
        _ summary: String
    ) -> Field<Section> {
        Field(
            rows: rows(name, .section, summary, table),
            read: { entry, section, reading in
                var inner = table.initial
                table.read(entry, into: &inner, &reading)
                section[keyPath: path] = inner
            },
            lines: { section in
                guard let inner = section[keyPath: path] else { return [] }
                return table.lines(inner).map { ("\(name).\($0.path)", $0.value) }
            }
        )
    }

    func rows<Inner>(
        _ name: String,
        _ shape: KeyRow.Shape,
        _ summary: String,
        _ table: Table<Inner>
    ) -> [KeyRow] {
        var prefix = name
        if case .named = shape { prefix += ".*" }
        let own = KeyRow(path: name, shape: shape, fallback: "", summary: summary, example: "")
        return [own] + table.rows.map { $0.below(prefix) }
    }
}
