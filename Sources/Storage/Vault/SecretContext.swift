package import Exchange

/// Where a secret belongs: bound into both layers, so that a sealed row opens nowhere else.
package struct SecretContext: Sendable, Hashable {
    /// The table that holds it.
    let table: String
    /// The row's id.
    let row: String
    /// The column that holds it.
    let column: String
    /// The tenant; empty while there is only one.
    let tenant: String
    /// The provider's name.
    let provider: String
    /// The origin the secret may be sent to, in canonical form; nil for secrets that go nowhere.
    let origin: Origin?
    /// Counts the values this row has had.
    let version: UInt32

    /// Names the place of a provider's credential.
    package static func credential(id: String, provider: String, origin: Origin, version: UInt32) -> SecretContext {
        SecretContext(
            table: "credentials",
            row: id,
            column: "sealed",
            tenant: "",
            provider: provider,
            origin: origin,
            version: version
        )
    }

    /// The place of the root key from which the index keys are drawn.
    static let root = SecretContext(
        table: "root",
        row: "1",
        column: "sealed",
        tenant: "",
        provider: "",
        origin: nil,
        version: 1
    )

    /// The bytes that both layers authenticate: every part behind its length, big-endian.
    var authenticated: [UInt8] {
        let texts = ["weir.secret.v1", table, row, column, tenant, provider, origin?.description ?? ""]
        var result: [UInt8] = []
        for text in texts { Self.append(Array(text.utf8), to: &result) }
        Self.append(Self.bigEndian(version), to: &result)
        Self.append(SealedSecret.head, to: &result)
        return result
    }

    private static func append(_ part: [UInt8], to result: inout [UInt8]) {
        result += bigEndian(UInt32(part.count)) + part
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
    }
}
