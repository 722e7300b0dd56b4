/// The two texts a scrape can ask for.
package enum ExpositionFormat: String, Sendable, CaseIterable {
    /// Prometheus' text format.
    case text = "text/plain; version=0.0.4; charset=utf-8"
    /// OpenMetrics 1.0, which carries units and exemplars.
    case openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// Chooses what `Accept` likes best; the text format when it likes nothing weir has.
    ///
    /// Of equal wishes OpenMetrics is taken. Ranges are read as in RFC 9110, section 12.5.1.
    package init(accept: String?) {
        var text = 0
        var openMetrics = 0
        for range in (accept ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { Self.trimmed($0).lowercased() }
            guard let type = parts.first else { continue }
            let quality = Self.quality(parts.dropFirst())
            let version = Self.parameter("version", parts.dropFirst())
            switch type {
            case "application/openmetrics-text" where version == nil || version == "1.0.0" || version == "0.0.1":
                openMetrics = max(openMetrics, quality)
            case "text/plain" where version == nil || version == "0.0.4":
                text = max(text, quality)
            case "text/*", "*/*":
                text = max(text, quality)
            default:
                continue
            }
        }
        self = openMetrics > 0 && openMetrics >= text ? .openMetrics : .text
    }

    /// Tells whether `Accept-Encoding` allows gzip (RFC 9110, section 12.5.3).
    package static func allowsGzip(_ acceptEncoding: String?) -> Bool {
        var named: Int?
        var any: Int?
        for coding in (acceptEncoding ?? "").split(separator: ",") {
            let parts = coding.split(separator: ";").map { trimmed($0).lowercased() }
            switch parts.first {
            case "gzip", "x-gzip": named = quality(parts.dropFirst())
            case "*": any = quality(parts.dropFirst())
            default: continue
            }
        }
        return (named ?? any ?? 0) > 0
    }

    /// The weight in thousandths; 1,000 when there is none, 0 when it cannot be read.
    private static func quality(_ parameters: ArraySlice<String>) -> Int {
        guard let text = parameter("q", parameters) else { return 1_000 }
        guard let value = Double(text), value >= 0, value <= 1 else { return 0 }
        return Int((value * 1_000).rounded())
    }

    private static func parameter(_ name: String, _ parameters: ArraySlice<String>) -> String? {
        for parameter in parameters {
            let sides = parameter.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, trimmed(sides[0]) == name else { continue }
            return trimmed(sides[1]).filter { $0 != "\"" }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
