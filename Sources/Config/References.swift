/// Replaces what the file refers to: `${NAME}`, `${NAME:-default}` and, for a whole credential, `file:PATH`, `env:NAME`
/// and `systemd:NAME`.
///
/// What a variable or file holds is taken as it is and never read for references again.
struct References: Sendable {
    /// Why a reference cannot be replaced, in words that hold no value.
    struct Fault: Error, Sendable {
        let message: String
    }

    /// A value with every reference replaced.
    struct Expansion: Sendable {
        var bytes: [UInt8]
        var isReference: Bool
    }

    static let maximumBytes = 65_536

    let external: ExternalValues
    /// The folder relative paths start from, or an empty text for the working directory.
    let directory: String

    /// The most bytes of a file, or of what a program prints, that holds a secret.
    static let maximumSecretBytes = 4_096

    /// Replaces the references of a value that may also be `file:PATH`, `env:NAME` or `systemd:NAME`.
    func contents(of text: String) throws(Fault) -> (expansion: Expansion, source: CredentialSource) {
        if text.hasPrefix("env:") {
            let bytes = try expand("${" + text.dropFirst(4) + "}")
            return (bytes, .written)
        }
        if text.hasPrefix("systemd:") {
            let source = CredentialSource.systemd(try credentialPath(String(text.dropFirst(8))))
            return (try secret(source, named: "the credential \(text.dropFirst(8)) of systemd"), source)
        }
        guard text.hasPrefix("file:") else { return (try expand(text), .written) }
        let written = try expand(String(text.dropFirst(5)))
        let source = CredentialSource.file(try path(written))
        // a variable in the path may be a secret in the wrong place
        let name = written.isReference ? "the file of this reference" : source.words
        return (try secret(source, named: name, isSecretName: written.isReference), source)
    }

    /// What the source holds, without the line ends behind it.
    func secret(
        _ source: CredentialSource,
        named name: String,
        isSecretName: Bool = false
    ) throws(Fault) -> Expansion {
        var bytes: [UInt8]
        do {
            bytes = try external.secret(source)
        } catch {
            // behind the semicolon stands how to mend it, with the path
            let words = isSecretName ? String(error.description.prefix { $0 != ";" }) : error.description
            throw Fault(message: "\(name) \(words)")
        }
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        return Expansion(bytes: bytes, isReference: true)
    }

    private func credentialPath(_ name: String) throws(Fault) -> String {
        guard Self.isCredentialName(name) else {
            throw Fault(message: "systemd: needs the name of a credential, in letters, digits, ., _ and -")
        }
        guard let folder = external.text(of: "CREDENTIALS_DIRECTORY"), folder.hasPrefix("/") else {
            throw Fault(message: "CREDENTIALS_DIRECTORY is not set; systemd does it by LoadCredential=")
        }
        return "\(folder)/\(name)"
    }

    private static func isCredentialName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count) && name != "." && name != ".."
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private func path(_ expansion: Expansion) throws(Fault) -> String {
        guard let path = String(validating: expansion.bytes, as: UTF8.self), !path.isEmpty,
            !path.utf8.contains(0)
        else { throw Fault(message: "file: needs a path behind it") }
        return located(path)
    }

    /// A path of the file's own folder, unless it is absolute.
    func located(_ path: String) -> String {
        path.hasPrefix("/") || directory.isEmpty ? path : directory + (directory.hasSuffix("/") ? "" : "/") + path
    }

    /// Replaces every `${…}`; `$${` stands for `${` itself.
    func expand(_ text: String) throws(Fault) -> Expansion {
        var rest = Substring(text).utf8
        var result = Expansion(bytes: [], isReference: false)
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            result.bytes += rest[..<dollar]
            rest = rest[dollar...]
            if rest.starts(with: "$${".utf8) {
                result.bytes += "${".utf8
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "${".utf8) {
                guard let close = rest.firstIndex(of: UInt8(ascii: "}")) else {
                    throw Fault(message: "${ is never closed")
                }
                result.bytes += try value(of: Substring(rest[..<close].dropFirst(2)))
                result.isReference = true
                rest = rest[close...].dropFirst()
            } else {
                result.bytes.append(UInt8(ascii: "$"))
                rest = rest.dropFirst()
            }
            try checkSize(result)
        }
        result.bytes += rest
        try checkSize(result)
        return result
    }

    private func checkSize(_ expansion: Expansion) throws(Fault) {
        guard expansion.bytes.count > Self.maximumBytes else { return }
        throw Fault(message: "the value is larger than \(Self.maximumBytes) bytes")
    }

    private func value(of reference: Substring) throws(Fault) -> [UInt8] {
        let parts = Self.parts(of: reference)
        guard Self.isVariableName(parts.name) else {
            throw Fault(message: "write ${NAME} or ${NAME:-default}, the name in letters, digits and _")
        }
        let value = external.variable(String(parts.name))
        if let fallback = parts.fallback {
            guard !fallback.contains("${") else {
                throw Fault(message: "a default in ${NAME:-default} cannot hold another reference")
            }
            return value.flatMap { $0.isEmpty ? nil : $0 } ?? Array(fallback.utf8)
        }
        guard let value else { throw Fault(message: "environment variable \(parts.name) is not set") }
        return value
    }

    private static func parts(of reference: Substring) -> (name: Substring, fallback: Substring?) {
        guard let colon = reference.firstIndex(of: ":"), reference[colon...].hasPrefix(":-") else {
            return (reference, nil)
        }
        return (reference[..<colon], reference[colon...].dropFirst(2))
    }

    private static func isVariableName(_ name: Substring) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
