import Exchange
import GRDB

/// What may be shown of a credential.
package struct CredentialFacts: Sendable, Hashable {
    /// The credential; never its secret.
    package let credential: Credential
    /// The first 16 hex digits of a mark that only the same secret for the same origin has.
    package let fingerprint: String
    /// Its last four characters; nil where it is short, or was stored by a version that did not note them.
    package let last4: String?

    init(_ row: Row) {
        credential = ControlStore.credential(row)
        fingerprint = Radix.hex(row.bytes("fingerprint").prefix(8))
        last4 = row["last4"]
    }
}

extension ControlStore {
    /// Notes the last four characters of a secret that has 16 and more, so that people can tell it from others.
    static func note(_ secret: Secret, of id: String, in database: Database) throws {
        let last4 = secret.withBytes { $0.count >= 16 ? String(validating: $0.suffix(4), as: UTF8.self) : nil }
        try database.execute(sql: "UPDATE credentials SET last4 = ? WHERE id = ?", arguments: [last4, id])
    }
}
