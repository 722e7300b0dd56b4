/// Replaces what the file refers to: `${NAME}`, `${NAME:-default}` and, for a whole value, `file:PATH`.
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

    /// Replaces the references of a value that may also be `file:PATH`.
    func contents(of text: String) throws(Fault) -> Expansion {
        guard text.hasPrefix("file:") else { return try expand(text) }
        let written = try expand(String(text.dropFirst(5)))
        let path = try self.path(written)
        var bytes: [UInt8]
        do {
            bytes = try external.file(path, Self.maximumBytes)
        } catch {
            // a variable in the path may be a secret in the wrong place
            throw Fault(message: "the file \(written.isReference ? "of this reference" : path) \(error)")
        }
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        return Expansion(bytes: bytes, isReference: true)
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
