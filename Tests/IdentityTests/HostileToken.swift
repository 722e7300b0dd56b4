import Identity
import Testing

/// A token that must be refused, and why.
struct HostileToken: Sendable, CustomTestStringConvertible {
    let name: String
    let reason: TokenRefusal
    let make: @Sendable (Mint) throws -> [UInt8]

    init(_ name: String, _ reason: TokenRefusal, _ make: @escaping @Sendable (Mint) throws -> [UInt8]) {
        self.name = name
        self.reason = reason
        self.make = make
    }

    var testDescription: String { name }

    static var all: [HostileToken] {
        algorithms + confusions + keyIDs + headers + types + times + audiences + issuers + principals + forms + texts
            + signatures
    }

    /// A token with this header and good claims.
    static func head(
        _ name: String,
        _ reason: TokenRefusal,
        _ header: String,
        _ seal: Mint.Seal = .rs256
    ) -> HostileToken {
        HostileToken(name, reason) { try $0.token(header, Mint.claims(), seal) }
    }

    /// A token with a good header and signature, and these claims changed.
    static func body(
        _ name: String,
        _ reason: TokenRefusal,
        _ changes: KeyValuePairs<String, String>
    ) -> HostileToken {
        let claims = Mint.claims(changes)
        return HostileToken(name, reason) { try $0.token(Mint.header("ES256", "ec"), claims, .es256) }
    }

    /// A good token whose text was changed afterwards.
    static func text(
        _ name: String,
        _ reason: TokenRefusal,
        of algorithm: String = "ES256",
        _ change: @escaping @Sendable (String) -> String
    ) -> HostileToken {
        HostileToken(name, reason) {
            Array(change(String(decoding: try $0.good(algorithm), as: UTF8.self)).utf8)
        }
    }
}
