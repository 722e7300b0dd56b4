import Exchange
import GRDB

extension ControlStore {
    /// The columns that say what an issuer calls a user; none for anything but a user.
    static func identityColumns(
        _ identity: UserIdentity?,
        of kind: PrincipalKind,
        id: String,
        in database: Database
    ) throws -> [(name: String, value: (any DatabaseValueConvertible)?)] {
        guard kind == .user else {
            guard identity == nil else { throw StorageError.name("only a user has an issuer and a subject") }
            return []
        }
        if let identity { try check(identity, of: id, in: database) }
        return [("issuer", identity?.issuer), ("subject", identity?.subject)]
    }

    private static func check(_ identity: UserIdentity, of id: String, in database: Database) throws {
        guard isName(identity.issuer) else {
            throw StorageError.name("issuer: the name of an issuer in the configuration, 1 to 63 of a-z 0-9 _ -")
        }
        guard 1...255 ~= identity.subject.utf8.count,
            identity.subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw StorageError.name("subject: 1 to 255 bytes without control characters") }
        let other = try String.fetchOne(
            database,
            sql: "SELECT name FROM users WHERE issuer = ? AND subject = ? AND id <> ?",
            arguments: [identity.issuer, identity.subject, id]
        )
        if let other { throw StorageError.name("the user \(other) has this subject of \(identity.issuer) already") }
    }
}
