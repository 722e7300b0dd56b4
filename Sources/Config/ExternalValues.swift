/// What the file may refer to outside itself: environment variables and files, as bytes.
package struct ExternalValues: Sendable {
    /// The value of an environment variable, or nil when it is not set.
    package let variable: @Sendable (_ name: String) -> [UInt8]?
    /// The content of a regular file, or why it cannot be had.
    package let file: @Sendable (_ path: String, _ limit: Int) throws(FileFault) -> [UInt8]
    /// What a place outside the file holds as a secret, or why it cannot be had.
    package let secret: @Sendable (_ source: CredentialSource) throws(FileFault) -> [UInt8]

    /// Takes the look-ups.
    package init(
        variable: @escaping @Sendable (_ name: String) -> [UInt8]?,
        file: @escaping @Sendable (_ path: String, _ limit: Int) throws(FileFault) -> [UInt8],
        secret: @escaping @Sendable (_ source: CredentialSource) throws(FileFault) -> [UInt8]
    ) {
        self.variable = variable
        self.file = file
        self.secret = secret
    }

    /// Takes two look-ups: secrets are files like others then, and no program is run.
    package init(
        variable: @escaping @Sendable (_ name: String) -> [UInt8]?,
        file: @escaping @Sendable (_ path: String, _ limit: Int) throws(FileFault) -> [UInt8]
    ) {
        self.init(variable: variable, file: file) { (source: CredentialSource) throws(FileFault) -> [UInt8] in
            switch source {
            case .file(let path), .systemd(let path): return try file(path, References.maximumSecretBytes)
            case .written, .command: throw FileFault.untrusted("is not read here")
            }
        }
    }

    /// The value of an environment variable as text, nil when it is not set, is empty or is no UTF-8.
    func text(of name: String) -> String? {
        guard let bytes = variable(name), !bytes.isEmpty else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// Why a file's content cannot be had.
package enum FileFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no such file.
    case missing
    /// It is not a regular file.
    case notRegular
    /// It may not be read.
    case denied
    /// It is larger than so many bytes.
    case tooLarge(Int)
    /// The system said something else, by its error number.
    case unreadable(Int32)
    /// It, or what a program printed, is not to be used as a secret; in words that hold none of it.
    case untrusted(String)

    /// The fault in words.
    package var description: String {
        switch self {
        case .missing: "does not exist"
        case .notRegular: "is not a regular file"
        case .denied: "may not be read by this user"
        case .tooLarge(let limit): "is larger than \(limit) bytes"
        case .unreadable(let number): "cannot be read (errno \(number))"
        case .untrusted(let reason): reason
        }
    }
}
