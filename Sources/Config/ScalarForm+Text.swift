import Exchange

extension ScalarForm {
    /// Text that `parse` understands; `words` say what it must be.
    static func text(
        _ words: String,
        example: String,
        parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) -> ScalarForm {
        ScalarForm(
            shape: .text(words),
            example: example,
            read: { entry, reading in
                guard let text = reading.text(entry, "must be \(words)") else { return nil }
                if let value = parse(text) { return value }
                reading.error(entry, "must be \(words)")
                return nil
            },
            show: show
        )
    }
}

extension ScalarForm where Value == String {
    /// A path, taken as it is written.
    static func path(_ example: String) -> ScalarForm {
        ScalarForm(
            shape: .text("a path"),
            example: example,
            read: { entry, reading in
                guard let text = reading.text(entry, "must be a path") else { return nil }
                guard text.hasPrefix("file:") else { return text }
                reading.error(entry, "file: is for credentials; write the path alone")
                return nil
            },
            show: { $0 }
        )
    }

    /// A path, relative to the file's own folder.
    static func siblingPath(_ example: String) -> ScalarForm {
        let plain = path(example)
        return ScalarForm(
            shape: plain.shape,
            example: example,
            read: { entry, reading in plain.read(entry, &reading).map { reading.references.located($0) } },
            show: { $0 }
        )
    }

    /// A name of something that is checked once everything is read.
    static func name(_ words: String, example: String) -> ScalarForm {
        .text(words, example: example, parse: { $0 }, show: { $0 })
    }

    /// A model's name, without `*`.
    static func model(example: String) -> ScalarForm {
        .text(
            "a model's name, up to 128 printable characters without blanks or *",
            example: example,
            parse: { NameRules.isModel($0) && !$0.contains("*") ? $0 : nil },
            show: { $0 }
        )
    }
}

extension ScalarForm where Value == String? {
    /// The name of a region, or none.
    static var region: ScalarForm {
        .text(
            "a region's name, such as us-east-1",
            example: "us-east-1",
            parse: { NameRules.isRegion($0) ? $0 : nil },
            show: { $0 ?? "" }
        )
    }

    /// The name of a provider, or none.
    static func provider(example: String) -> ScalarForm {
        .text("a provider's name", example: example, parse: { $0 }, show: { $0 ?? "" })
    }
}

extension ScalarForm where Value == ListenAddress {
    static var address: ScalarForm {
        .text(
            "an IP address and a port, such as \"127.0.0.1:8080\" or \"[::1]:8080\"",
            example: "",
            parse: { ListenAddress($0) },
            show: { $0.description }
        )
    }
}

extension ScalarForm where Value == LogOutput {
    static var logOutput: ScalarForm {
        .text(
            "stdout, off or a path that begins with / or ./",
            example: "",
            parse: { text in
                switch text {
                case "stdout": .stdout
                case "off": .off
                default: text.hasPrefix("/") || text.hasPrefix("./") ? .file(text) : nil
                }
            },
            show: { $0.description }
        )
    }
}

extension ScalarForm where Value == BaseURL {
    static var baseURL: ScalarForm {
        ScalarForm(
            shape: .text("an http or https address, without user, query or fragment"),
            example: "https://api.openai.com/v1",
            read: { entry, reading in reading.baseURL(entry) },
            show: { $0 == .undecided ? "" : $0.description }
        )
    }
}

extension Reading {
    /// A base URL, or nil after an error.
    fileprivate mutating func baseURL(_ entry: Entry) -> BaseURL? {
        guard let text = text(entry, "must be an http or https address") else { return nil }
        do throws(BaseURL.Fault) {
            return try BaseURL(parsing: text)
        } catch {
            self.error(entry, error.description)
            return nil
        }
    }
}

extension BaseURL {
    /// What stands in for an address until the kind's own is known; no settings that are handed out hold it.
    static let undecided = BaseURL(origin: Origin(isTLS: true, host: "undecided.invalid", port: 443), path: "")
}

/// What names may look like.
enum NameRules {
    private static let reserved = ["demo", "none", "_other"]

    static let providerWords = "1 to 63 of a-z, 0-9, _ and -, the first a letter or digit; not demo or none"

    static func isProvider(_ name: String) -> Bool {
        guard (1...63).contains(name.utf8.count), !reserved.contains(name) else { return false }
        return name.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "_"), UInt8(ascii: "-"): index > 0
            default: false
            }
        }
    }

    static let tagWords = "1 to 32 of a-z, 0-9, _ and -"

    /// A short word, such as that of a place.
    static func isTag(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A, 0x5F, 0x2D: true
                default: false
                }
            }
    }

    /// Two or more words of a-z and a number, dashes between them.
    static func isRegion(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, name.utf8.count <= 32, let number = parts.last, !number.isEmpty else { return false }
        return number.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && parts.dropLast().allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) }
            }
    }

    /// A model's name or pattern: up to 128 printable ASCII characters without blanks.
    static func isModel(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
