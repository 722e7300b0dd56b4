/// The reference of all keys as Markdown, made from the table of keys; a part of docs/configuration.md.
package enum ConfigReference {
    /// A table for the root and one for each mapping, each row with type, default and meaning.
    package static var markdown: String {
        var text = table("At the root", "", own(below: ""))
        for row in KeyTable.rows {
            switch row.shape {
            case .section: text += table("`\(row.path)`", row.summary, own(below: row.path))
            case .named(let words):
                text += table("`\(row.path).*`", "\(row.summary) A name is \(words).", own(below: row.path + ".*"))
            default: continue
            }
        }
        return text
    }

    private static func own(below path: String) -> [KeyRow] {
        let prefix = path.isEmpty ? "" : path + "."
        return KeyTable.rows.filter { row in
            guard row.path.hasPrefix(prefix) else { return false }
            let rest = row.path.dropFirst(prefix.count)
            return !rest.contains(".") || rest.contains("[].") && rest.count { $0 == "." } == 1
        }
    }

    private static func table(_ title: String, _ lead: String, _ rows: [KeyRow]) -> String {
        let head = "### \(title)\n\n" + (lead.isEmpty ? "" : lead + "\n\n")
        let lines = rows.map { row in
            let fallback = row.fallback.isEmpty ? "" : "`\(row.fallback)`"
            return "| `\(row.path)` | \(type(of: row)) | \(fallback) | \(row.summary) |\n"
        }
        return head + "| key | type | default | meaning |\n|---|---|---|---|\n" + lines.joined() + "\n"
    }

    private static func type(of row: KeyRow) -> String {
        let unit = row.unit.map { "\($0), " } ?? ""
        switch row.shape {
        case .boolean: return "`true` or `false`"
        case .integer(let range): return "\(unit)\(range.lowerBound) to \(range.upperBound)"
        case .seconds(let range):
            let (least, most) = (range.lowerBound, range.upperBound)
            return "\(unit)\(Number.shown(thousandths: least)) to \(Number.shown(thousandths: most))"
        case .price: return "\(unit)0 to 999999.999999"
        case .choice(let words): return words.map { "`\($0)`" }.joined(separator: ", ")
        case .text(let words): return words
        case .secret: return "a credential"
        case .list(let words): return "a list, each \(words)"
        case .keys: return "a list of credentials, or of mappings: `name`, `value` or `command`, `refresh_seconds`"
        case .records(let limit): return "a list of mappings, 1 to \(limit)"
        case .headers: return "header names and values"
        case .section: return "a mapping"
        case .named: return "a mapping of names"
        }
    }
}
