import Exchange
import FoundationEssentials
import GRDB
import Policy
import Storage
import Testing

/// A control.db of its own under the system's temporary folder, with somebody of every kind in it.
final class Stock: Sendable {
    /// A cheap cost, so that tests do not wait for scrypt.
    static let cost = PasswordCost(rounds: 16, blockSize: 8, parallelism: 1)
    static let password = "correct horse battery"

    let store: ControlStore
    let table: KeyTable
    private let folder: String

    init() throws {
        folder = "\(FileManager.default.temporaryDirectory.path)/weir-admin-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let keyring = try Keyring([.random()])
        store = try ControlStore(path: "\(folder)/control.db", keyring: keyring, now: FixedTime.noon)
        table = try store.keyTable()
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Makes a key and returns its token.
    func token(
        _ name: String,
        _ kind: ClientToken.Kind = .admin,
        role: AdminRole = .admin,
        scopes: [AdminScope] = [],
        of organisation: String? = nil
    ) throws -> String {
        var draft = ClientKeyDraft(name: name, kind: kind)
        (draft.role, draft.scopes) = (role, scopes)
        draft.owner = organisation.map { PrincipalReference(.organisation, $0) }
        let token = try store.createKey(draft, at: FixedTime.noon).token
        try table.refreshIfChanged(at: FixedTime.noon)
        return token.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    func account(_ name: String, _ role: AdminRole = .admin, of organisation: String? = nil) throws {
        let draft = AdminAccountDraft(
            name: name,
            grant: AdminGrant(role),
            organisation: organisation,
            password: Secret(Self.password)
        )
        _ = try store.createAccount(draft, cost: Self.cost, by: .server, at: FixedTime.noon)
    }

    /// What the store has in the place of tokens, passwords and sessions.
    func secretsAsStored() throws -> [[UInt8]] {
        let queue = try DatabaseQueue(path: "\(folder)/control.db")
        defer { try? queue.close() }
        return try queue.read { database in
            try ["client_tokens", "admin_sessions"].flatMap { table in
                try Data.fetchAll(database, sql: "SELECT digest FROM \(table)").map { Array($0) }
            } + Data.fetchAll(database, sql: "SELECT hash FROM admin_accounts").map { Array($0) }
        }
    }

    func organisation(_ name: String) throws -> String {
        try store.createPrincipal(PrincipalDraft(.organisation, name: name), at: FixedTime.noon).principal.id
    }
}
