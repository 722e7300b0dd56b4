import Exchange

extension KeyTable {
    /// `kek`: one of three ways to a key.
    static let kek = Field<Settings>(
        rows: [
            KeyRow(
                path: "kek",
                shape: .section,
                fallback: "",
                summary:
                    "Where the key comes from that encrypts stored credentials: `WEIR_KEK`, "
                    + "or a file generated in the data directory, when left out.",
                example: ""
            ),
            KeyRow(
                path: "kek.file",
                shape: .text("a path"),
                fallback: "",
                summary:
                    "A file that holds it, owned by this user and closed to others; relative to this file's folder.",
                example: "/etc/weir/kek"
            ),
            KeyRow(
                path: "kek.command",
                shape: .list("an argument"),
                fallback: "",
                summary: "A command that prints it, run without a shell.",
                example: "[vault, kv, get, -field=kek, secret/weir]"
            ),
            KeyRow(
                path: "kek.value",
                shape: .secret,
                fallback: "",
                summary: "The key itself, as a reference.",
                example: "\"${WEIR_KEK}\""
            ),
        ],
        read: { entry, section, reading in
            let members = reading.members(of: entry)
            let names = ["file", "command", "value"]
            for member in members where !names.contains(member.key) {
                let message = Words.unknownKey(member.key, known: names)
                reading.error(entry.below(member).path, at: member.position, message)
            }
            let given = members.filter { names.contains($0.key) }
            if given.count > 1 { reading.error(entry, "must hold only one of file, command and value") }
            for member in given {
                let below = entry.below(member)
                reading.found(below)
                if let source = source(below, member.key, &reading) { section.kek = source }
            }
        },
        lines: { section in
            switch section.kek {
            case .automatic: []
            case .file(let path): [("kek.file", path)]
            case .command(let arguments): [("kek.command", Words.list(arguments))]
            case .value: [("kek.value", "[secret]")]
            }
        }
    )

    private static func source(_ entry: Entry, _ name: String, _ reading: inout Reading) -> KEKSource? {
        switch name {
        case "file": return ScalarForm.siblingPath("").read(entry, &reading).map { .file($0) }
        case "value": return reading.secret(entry).map { .value($0) }
        default:
            let arguments = reading.items(of: entry, atMost: 64).compactMap { item -> String? in
                if case .scalar(let text, _) = item.value.content, text.contains("${") {
                    reading.error(item, Reading.shownArgument)
                    return nil
                }
                return reading.text(item)
            }
            guard !arguments.isEmpty else {
                if case .list(let items) = entry.value.content, items.isEmpty {
                    reading.error(entry, "must name a command")
                }
                return nil
            }
            return .command(arguments)
        }
    }
}
