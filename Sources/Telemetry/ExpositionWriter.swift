import Exchange

/// Writes a copy of the registry as text 0.0.4 or OpenMetrics 1.0.
struct ExpositionWriter: ~Copyable {
    private var out: ByteWriter
    private let format: ExpositionFormat
    private let state: RegistryState
    /// Each symbol as it stands between quotes.
    private let symbols: [[UInt8]]

    init(_ format: ExpositionFormat, _ state: RegistryState, capacity: Int) {
        out = ByteWriter(capacity: capacity)
        self.format = format
        self.state = state
        symbols = state.symbols.names.map(Self.escaped)
    }

    /// Writes every family that has a series, and returns the text.
    static func render(
        _ format: ExpositionFormat,
        _ state: RegistryState,
        _ readings: [[Reading]],
        capacity: Int
    ) -> [UInt8] {
        var writer = ExpositionWriter(format, state, capacity: capacity)
        for family in Catalogue.families {
            writer.write(family, state.tables[family.id.rawValue], readings[family.id.rawValue])
        }
        if format == .openMetrics { writer.out.text("# EOF\n") }
        return writer.out.bytes
    }

    private mutating func write(_ family: Family, _ table: borrowing SeriesTable, _ readings: [Reading]) {
        if table.count == 0 && readings.isEmpty { return }
        head(family)
        if let buckets = family.buckets {
            let bounds = (buckets.bounds.map(\.description) + ["+Inf"]).map { Array("le=\"\($0)\"} ".utf8) }
            for position in 0..<table.count { histogram(family, table, position, bounds) }
        } else {
            for position in 0..<table.count {
                out.raw(family.name)
                labels(family, table.keys[position], isOpen: false)
                out.byte(UInt8(ascii: " "))
                if family.isMoney {
                    out.dollars(Cost(nanoUSD: table.values[position]))
                } else {
                    out.integer(table.values[position])
                }
                out.byte(UInt8(ascii: "\n"))
            }
        }
        for reading in readings { sample(family, reading) }
    }

    private mutating func head(_ family: Family) {
        let name = format == .openMetrics ? family.openMetricsName : family.name
        out.text("# HELP ")
        out.raw(name)
        out.byte(UInt8(ascii: " "))
        out.raw(Self.escaped(family.help, quotes: false))
        out.text("\n# TYPE ")
        out.raw(name)
        out.byte(UInt8(ascii: " "))
        out.raw(family.kind.name)
        out.byte(UInt8(ascii: "\n"))
        if format == .openMetrics, let unit = family.unit {
            out.text("# UNIT ")
            out.raw(name)
            out.byte(UInt8(ascii: " "))
            out.raw(unit)
            out.byte(UInt8(ascii: "\n"))
        }
    }

    private mutating func histogram(
        _ family: Family,
        _ table: borrowing SeriesTable,
        _ position: Int,
        _ bounds: [[UInt8]]
    ) {
        var start = ByteWriter(capacity: 256)
        swap(&start, &out)
        out.raw(family.name)
        out.text("_bucket")
        labels(family, table.keys[position], isOpen: true)
        swap(&start, &out)
        let prefix = start.bytes
        var total: Int64 = 0
        for (bucket, bound) in bounds.enumerated() {
            let place = position * table.width + bucket
            total += table.values[place]
            out.raw(prefix)
            out.raw(bound)
            out.integer(total)
            if family.hasExemplars && format == .openMetrics { exemplar(table.exemplars[place]) }
            out.byte(UInt8(ascii: "\n"))
        }
        out.raw(family.name)
        out.text("_sum")
        labels(family, table.keys[position], isOpen: false)
        out.byte(UInt8(ascii: " "))
        out.number(table.sums[position])
        out.byte(UInt8(ascii: "\n"))
        out.raw(family.name)
        out.text("_count")
        labels(family, table.keys[position], isOpen: false)
        out.byte(UInt8(ascii: " "))
        out.integer(total)
        out.byte(UInt8(ascii: "\n"))
    }

    private mutating func exemplar(_ exemplar: Exemplar) {
        if exemplar.isEmpty { return }
        out.text(" # {trace_id=\"")
        out.hex(exemplar.high, digits: 16)
        out.hex(exemplar.low, digits: 16)
        out.text("\",span_id=\"")
        out.hex(exemplar.span, digits: 16)
        out.text("\"} ")
        out.number(Double(exemplar.nanoseconds) / 1e9)
        out.byte(UInt8(ascii: " "))
        out.integer(exemplar.wall / 1_000_000_000)
        out.byte(UInt8(ascii: "."))
        out.padded(exemplar.wall / 1_000_000 % 1_000, 3)
    }

    /// Writes `{a="x",b="y"}`; left open it ends with a comma or the brace, for `le` to follow.
    private mutating func labels(_ family: Family, _ key: LabelKey, isOpen: Bool) {
        if family.labels.isEmpty && !isOpen { return }
        out.byte(UInt8(ascii: "{"))
        for (position, label) in family.labels.enumerated() {
            if position > 0 { out.byte(UInt8(ascii: ",")) }
            out.raw(label.name)
            out.text("=\"")
            out.raw(symbols[key[position]])
            out.byte(UInt8(ascii: "\""))
        }
        if !isOpen {
            out.byte(UInt8(ascii: "}"))
        } else if !family.labels.isEmpty {
            out.byte(UInt8(ascii: ","))
        }
    }

    private mutating func sample(_ family: Family, _ reading: Reading) {
        out.raw(family.name)
        for (position, label) in family.labels.enumerated() {
            out.byte(UInt8(ascii: position == 0 ? "{" : ","))
            out.raw(label.name)
            out.text("=\"")
            out.raw(Self.escaped(reading.labels[position]))
            out.byte(UInt8(ascii: "\""))
        }
        if !family.labels.isEmpty { out.byte(UInt8(ascii: "}")) }
        out.byte(UInt8(ascii: " "))
        out.number(reading.value)
        out.byte(UInt8(ascii: "\n"))
    }

    /// Escapes backslash, line feed and, in label values, the quote.
    private static func escaped(_ text: String) -> [UInt8] {
        escaped(text, quotes: true)
    }

    private static func escaped(_ text: String, quotes: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += [byte, byte]
            case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
            case UInt8(ascii: "\"") where quotes: bytes += Array("\\\"".utf8)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
