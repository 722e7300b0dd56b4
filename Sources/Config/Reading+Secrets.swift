import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Reading {
    /// A credential from a reference or, with a warning, from the file itself; nil after an error.
    mutating func secret(_ entry: Entry) -> Secret? { credential(entry)?.secret }

    /// A credential and where it comes from, likewise.
    mutating func credential(_ entry: Entry) -> (secret: Secret, source: CredentialSource)? {
        guard case .scalar(let text, _) = entry.value.content, !entry.value.isNull else {
            let written = entry.value.kindInWords
            error(entry, "must be a reference such as \"${NAME}\" or \"file:PATH\", not \(written)")
            return nil
        }
        do {
            var (expansion, source) = try references.contents(of: text)
            defer { expansion.erase() }
            noteLiteral(entry, text, isReference: expansion.isReference)
            guard let secret = secret(of: expansion, entry) else { return nil }
            if !expansion.isReference {
                warning(
                    at: entry.path,
                    "the credential stands in the file; refer to it with \"${NAME}\" or \"file:PATH\""
                )
            }
            return (secret, source)
        } catch {
            self.error(entry, error.message)
            return nil
        }
    }

    /// Why the argument of a command cannot hold a reference.
    static let shownArgument =
        "an argument cannot hold a reference: others would see its value in the list of processes"

    /// A credential that a program prints, its arguments a list of plain words; nil after an error.
    mutating func command(_ entry: Entry) -> (secret: Secret, source: CredentialSource)? {
        var arguments: [String] = []
        for item in items(of: entry, atMost: 64) {
            guard case .scalar(let text, _) = item.value.content, !item.value.isNull, text.utf8.count <= 4_096,
                !text.isEmpty, !text.utf8.contains(0)
            else {
                error(item, "must be text of 1 to 4096 bytes")
                return nil
            }
            // what stands for a variable would be shown to every user in the list of processes
            guard !text.contains("${") else {
                error(item, Self.shownArgument)
                return nil
            }
            arguments.append(text)
        }
        guard !arguments.isEmpty else {
            if case .list(let items) = entry.value.content, items.isEmpty { error(entry, "must name a command") }
            return nil
        }
        let source = CredentialSource.command(arguments)
        do {
            var expansion = try references.secret(source, named: source.words + ":")
            defer { expansion.erase() }
            return secret(of: expansion, entry).map { ($0, source) }
        } catch {
            self.error(entry, error.message)
            return nil
        }
    }

    private mutating func secret(of expansion: References.Expansion, _ entry: Entry) -> Secret? {
        if let fault = CredentialRules.fault(of: expansion.bytes) {
            error(entry, fault)
            return nil
        }
        return Secret(copying: expansion.bytes)
    }
}

extension References.Expansion {
    /// Overwrites the bytes, which the secret has copied.
    mutating func erase() {
        bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return }
            explicit_bzero(start, buffer.count)
        }
    }
}

/// What no credential can be.
enum CredentialRules {
    static let maximumBytes = 8_192

    private static let words: Set<String> = [
        "changeme", "change-me", "change_me", "change-this", "replaceme", "replace-me", "replace_me", "todo",
        "fixme", "secret", "password", "your-secret-key", "your-secret-key-change-in-production", "api-key",
        "api_key", "apikey", "key", "token", "example", "placeholder", "none", "null", "undefined", "sk-...",
        "insert-key-here", "paste-key-here", "sk-test", "sk-key", "sk-proj",
    ]

    /// Why the bytes cannot be a credential, or nil; the message never holds them.
    static func fault(of bytes: [UInt8]) -> String? {
        if bytes.isEmpty { return "the credential is empty" }
        guard bytes.count <= maximumBytes else { return "the credential is longer than \(maximumBytes) bytes" }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return isBracketed(bytes) ? placeholder : "the credential holds blanks, line feeds or other than ASCII"
        }
        return isPlaceholder(bytes) ? placeholder : nil
    }

    private static let placeholder = "this is a placeholder, not a credential; refer to a real one with \"${NAME}\""

    private static func isBracketed(_ bytes: [UInt8]) -> Bool {
        bytes.first == UInt8(ascii: "<") && bytes.last == UInt8(ascii: ">")
    }

    private static func isPlaceholder(_ bytes: [UInt8]) -> Bool {
        if isBracketed(bytes) { return true }
        guard bytes.count <= 64 else { return false }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        if words.contains(text) { return true }
        let dashed = text.split(separator: "_").joined(separator: "-")
        if dashed.contains("your-") && (dashed.contains("key") || dashed.contains("token")) { return true }
        let tail = text.split(separator: "-").last ?? ""
        return !tail.isEmpty && tail.allSatisfy { "x*.".contains($0) }
    }
}
