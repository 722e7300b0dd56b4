import Exchange

extension KeyTable {
    /// `providers.*.keys`.
    static let keys = Field<ProviderSettings>(
        rows: [
            KeyRow(
                path: "keys",
                shape: .keys,
                fallback: "",
                summary: "Its credentials, as references; what the kind's environment variable holds when left out.",
                example: "[\"${OPENAI_API_KEY}\"]"
            ),
            KeyRow(
                path: "keys[].name",
                shape: .text(keyNameWords),
                fallback: "",
                summary: "A name to tell the credential by; `key-1`, `key-2` … by position when left out.",
                example: "primary"
            ),
            KeyRow(
                path: "keys[].value",
                shape: .secret,
                fallback: "",
                summary:
                    "The credential of a key that has a name: `\"${NAME}\"` or `\"env:NAME\"`, `\"file:PATH\"`, "
                    + "`\"systemd:NAME\"`.",
                example: "\"file:/run/secrets/openai\""
            ),
            KeyRow(
                path: "keys[].command",
                shape: .list("an argument"),
                fallback: "",
                summary: "In place of a value: a command that prints the credential, run without a shell.",
                example: "[vault, kv, get, -field=key, secret/openai]"
            ),
            KeyRow(
                path: "keys[].refresh_seconds",
                shape: .seconds(0...86_400_000),
                fallback: "",
                summary:
                    "How often a file is looked at, 10 when left out, or a command is run again, never when left out; "
                    + "0 is never.",
                example: "300"
            ),
        ],
        read: { entry, section, reading in
            section.keys = []
            for (index, item) in reading.items(of: entry, atMost: 32).enumerated() {
                reading.found(item)
                guard let key = key(item, "key-\(index + 1)", &reading) else { continue }
                if section.keys.contains(where: { $0.name == key.name }) {
                    reading.error(item, "a second key of that name")
                } else if section.keys.contains(where: { $0.secret.hasSameBytes(as: key.secret) }) {
                    reading.warning(at: item.path, "the same credential stands in the list already")
                } else {
                    section.keys.append(key)
                }
            }
        },
        lines: { section in section.keys.isEmpty ? [] : [("keys", Words.list(section.keys.map(\.name)))] }
    )

    private static let keyNameWords = "1 to 63 of a-z, 0-9, _ and -, the first a letter or digit"
    private static let memberNames = ["name", "value", "command", "refresh_seconds"]

    /// A key while it is read.
    private struct Draft {
        var name: String?
        var credential: (secret: Secret, source: CredentialSource)?
        var refresh: Duration?
    }

    private static func key(_ item: Entry, _ fallback: String, _ reading: inout Reading) -> ProviderKey? {
        var draft = Draft(name: fallback)
        guard case .mapping(let members) = item.value.content else {
            draft.credential = reading.credential(item)
            return finish(draft)
        }
        for member in members {
            let below = item.below(member)
            reading.found(below)
            read(below, member, into: &draft, &reading)
        }
        let sources = members.filter { ["value", "command"].contains($0.key) }
        if sources.isEmpty { reading.error(item, "value or command is missing") }
        if sources.count > 1 { reading.error(item, "must hold only one of value and command") }
        if draft.refresh != nil, draft.credential?.source == .written {
            reading.error(at: "\(item.path).refresh_seconds", "only a file or a command is looked at again")
        }
        return finish(draft)
    }

    private static func read(_ entry: Entry, _ member: Value.Member, into draft: inout Draft, _ reading: inout Reading)
    {
        switch member.key {
        case "name":
            draft.name = reading.text(entry, "must be \(keyNameWords)")
            if let text = draft.name, !NameRules.isProvider(text) {
                reading.error(entry, "must be \(keyNameWords)")
                draft.name = nil
            }
        case "value": draft.credential = reading.credential(entry)
        case "command": draft.credential = reading.command(entry)
        case "refresh_seconds": draft.refresh = ScalarForm.seconds(0...86_400_000).read(entry, &reading)
        default: reading.error(entry.path, at: member.position, Words.unknownKey(member.key, known: memberNames))
        }
    }

    private static func finish(_ draft: Draft) -> ProviderKey? {
        guard let name = draft.name, let (secret, source) = draft.credential else { return nil }
        let usual: Duration =
            switch source {
            case .file, .systemd: ProviderKey.fileRefresh
            case .written, .command: .zero
            }
        return ProviderKey(name: name, secret: secret, source: source, refresh: draft.refresh ?? usual)
    }
}
