import FoundationEssentials

/// The files of the project's root that describe the configuration.
enum ExampleFile {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: name), encoding: .utf8)
    }

    /// The example with every setting that is commented out, which is those without a blank behind the `#`.
    static func whole() throws -> String {
        try text("weir.example.yaml").split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let code = line.drop { $0 == " " }
            guard code.hasPrefix("#"), code.count > 1, !code.hasPrefix("# ") else { return String(line) }
            return String(line.prefix(line.count - code.count)) + code.dropFirst()
        }.joined(separator: "\n")
    }

    /// The paths of all keys in the example, those shown as an alternative behind `#  ` included.
    static func paths() throws -> Set<String> {
        var paths: Set<String> = []
        var open: [(indent: Int, name: String)] = []
        for line in try text("weir.example.yaml").split(separator: "\n") {
            var indent = line.prefix { $0 == " " }.count
            var code = line.dropFirst(indent)
            for mark in ["#  ", "#"] where code.hasPrefix(mark) && !code.hasPrefix("# ") || code.hasPrefix("#  ") {
                code = code.dropFirst(mark.count)
                break
            }
            if code.hasPrefix("- {") {
                let names = ["name", "value", "command", "refresh_seconds"].filter { code.contains("\($0): ") }
                paths.formUnion(names.map { "providers.*.keys[].\($0)" })
            }
            if code.hasPrefix("- "), let list = open.lastIndex(where: { $0.indent < indent }) {
                if !open[list].name.hasSuffix("[]") { open[list].name += "[]" }
                code = code.dropFirst(2)
                indent += 2
            }
            guard let colon = code.firstIndex(of: ":"), !code.hasPrefix("#") else { continue }
            let name = code[..<colon]
            let isQuoted = name.hasPrefix("\"")
            guard !name.isEmpty, isQuoted || name.allSatisfy({ $0.isLetter || $0 == "_" }) else { continue }
            open.removeAll { $0.indent >= indent }
            let isChosen =
                ["providers", "models", "routes", "prices", "quotas", "budgets", "issuers"].contains(
                    open.last?.name ?? ""
                )
                && open.count == 1
                || ["retention_rules", "capture_routes", "patterns"].contains(open.last?.name ?? "")
            open.append((indent, isChosen ? "*" : String(name)))
            if !isChosen { paths.insert(open.map(\.name).joined(separator: ".")) }
        }
        return paths
    }
}
