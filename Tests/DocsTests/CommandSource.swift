/// A command of the program as its source declares it.
struct CommandSource {
    /// The words to type, such as `weir keys create`.
    var path: String
    /// Its options as typed, such as `--name`; arguments as `<key>`.
    var options: [String]
    /// The types of its groups of options.
    var groups: [String] = []
}

/// Reads the commands and options out of the sources of the program, by their ArgumentParser declarations.
struct CommandReader {
    private struct Declared {
        var type: String
        var parent: String?
        var name: String
        var options: [String] = []
        var groups: [String] = []
        var isCommand: Bool
    }

    private var declared: [Declared] = []
    private var scopes: [(indent: Int, type: String)] = []

    /// Every command, and the options of every group under the group's name.
    static func read(_ sources: [String]) -> (commands: [CommandSource], groups: [CommandSource]) {
        var reader = CommandReader()
        for source in sources {
            reader.scopes = []
            reader.read(source)
        }
        let commands = reader.declared.filter(\.isCommand)
        let groups = reader.declared.filter { !$0.isCommand }
        return (
            commands.map { CommandSource(path: reader.path(of: $0), options: $0.options, groups: $0.groups) },
            groups.map { CommandSource(path: $0.type, options: $0.options) }
        )
    }

    private func path(of command: Declared) -> String {
        if command.name == "weir" { return "weir" }
        guard let parent = command.parent, let above = declared.first(where: { $0.isCommand && $0.type == parent })
        else { return "weir \(command.name)" }
        return "\(path(of: above)) \(command.name)"
    }

    private mutating func read(_ source: String) {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ").map { String($0) }
            if let type = scope(words) { open(type, words, indent: line.prefix { $0 == " " }.count) }
            if let name = Self.quoted(line, behind: "commandName: "), let last = current { declared[last].name = name }
            if words.first == "@OptionGroup" {
                if let group = words.last, let last = current { declared[last].groups.append(group) }
                continue
            }
            guard let kind = ["@Option", "@Flag", "@Argument"].first(where: { words.first?.hasPrefix($0) == true }),
                let last = current
            else { continue }
            let rest = lines[index...].prefix(4).joined(separator: " ")
            declared[last].options += Self.names(kind, rest)
        }
    }

    private var current: Int? {
        guard let type = scopes.last?.type else { return nil }
        return declared.lastIndex { $0.type == type }
    }

    /// The type a line opens: a struct, or an extension that holds commands.
    private func scope(_ words: [String]) -> String? {
        guard let keyword = words.first, keyword == "struct" || keyword == "extension", words.count > 1 else {
            return nil
        }
        return String(words[1].prefix { $0 != ":" })
    }

    private mutating func open(_ type: String, _ words: [String], indent: Int) {
        while let last = scopes.last, last.indent >= indent { scopes.removeLast() }
        let parent = scopes.last?.type
        scopes.append((indent, type))
        let isCommand = words.contains { $0.contains("ParsableCommand") }
        let isGroup = words.contains { $0.contains("ParsableArguments") }
        guard words[0] == "struct", isCommand || isGroup else { return }
        declared.append(Declared(type: type, parent: parent, name: Self.kebab(type), isCommand: isCommand))
    }

    /// What a property's attribute and declaration make of its name; `text` begins with the attribute.
    private static func names(_ kind: String, _ text: String) -> [String] {
        let parts = text.split(separator: " var ", maxSplits: 1)
        guard parts.count == 2 else { return [] }
        let attribute = parts[0]
        let name = kebab(String(parts[1].prefix { $0.isLetter || $0.isNumber }))
        if kind == "@Argument" { return ["<\(name)>"] }
        let long = quoted(attribute, behind: ".customLong(") ?? name
        let isShort = attribute.contains(".short")
        return (isShort ? long.prefix(1).map { "-\($0)" } : []) + ["--\(long)"]
    }

    private static func quoted(_ text: some StringProtocol, behind mark: String) -> String? {
        let parts = String(text).split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasPrefix("\"") else { return nil }
        return String(parts[1].dropFirst().prefix { $0 != "\"" })
    }

    private static func kebab(_ name: String) -> String {
        var result = ""
        for letter in name {
            if letter.isUppercase, !result.isEmpty { result += "-" }
            result += letter.lowercased()
        }
        return result
    }
}
