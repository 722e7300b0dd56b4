import Exchange
import HTTPTypes

/// Lets those in who bring the one right credential.
struct CredentialGate: Sendable {
    /// The credential.
    let credential: Secret

    /// True when a bearer token, `x-api-key` or `api-key` is the credential.
    func admits(_ headers: HTTPFields) -> Bool {
        headers.contains { field in
            switch field.name.canonicalName {
            case "authorization":
                let parts = field.value.split(separator: " ", maxSplits: 1)
                return parts.count == 2 && parts[0].lowercased() == "bearer" && isRight(parts[1])
            case "x-api-key", "api-key": return isRight(field.value[...])
            default: return false
            }
        }
    }

    /// Compares in a time that does not tell how much of it was right.
    private func isRight(_ offered: Substring) -> Bool {
        let offered = Array(offered.utf8)
        return credential.withBytes { bytes in
            guard bytes.count == offered.count, !offered.isEmpty else { return false }
            return zip(bytes, offered).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
        }
    }
}
