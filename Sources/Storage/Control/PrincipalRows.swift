import Exchange
import GRDB
import Policy

/// One row of an organisation, a team or a user.
struct PrincipalRow {
    let principal: Principal
    let parent: String?
    let attributes: Attributes
    let identity: UserIdentity?
    let version: Int64
    let created: WallTime
    let updated: WallTime

    init(_ kind: PrincipalKind, _ row: Row) {
        principal = Principal(kind, id: row["id"], name: row["name"])
        parent = kind.parent.flatMap { row[$0.column] }
        var attributes = Attributes(
            models: TextList.decode(row["models"]),
            endpoints: TextList.decode(row["endpoints"]),
            providers: TextList.decode(row["providers"]),
            residency: TextList.decode(row["residency"]),
            maxConcurrent: row["max_concurrent"]
        )
        attributes.capture = (row["capture"] as String?).flatMap { CaptureLevel(rawValue: $0) }
        attributes.priority = (row["priority"] as String?).flatMap { PriorityClass(rawValue: $0) }
        attributes.expires = row.wall("expires_us")
        attributes.isEnabled = row.wall("disabled_us") == nil
        self.attributes = attributes
        identity = kind == .user ? UserIdentity(issuer: row["issuer"], subject: row["subject"]) : nil
        version = row["version"]
        created = row.wall("created_us") ?? WallTime(nanoseconds: 0)
        updated = row.wall("updated_us") ?? WallTime(nanoseconds: 0)
    }

    /// The row of that id, or nil.
    static func find(_ kind: PrincipalKind, _ id: String, in database: Database) throws -> PrincipalRow? {
        try Row.fetchOne(database, sql: "SELECT * FROM \(kind.table) WHERE id = ?", arguments: [id])
            .map { PrincipalRow(kind, $0) }
    }
}

/// All organisations, teams and users at one moment, by kind and id.
struct PrincipalRows {
    private var rows: [PrincipalKind: [String: PrincipalRow]] = [:]
    /// The users' ids by what their issuers call them.
    private var users: [UserIdentity: String] = [:]

    init(_ database: Database) throws {
        for kind in PrincipalKind.allCases {
            let found = try Row.fetchAll(database, sql: "SELECT * FROM \(kind.table)").map { PrincipalRow(kind, $0) }
            rows[kind] = Dictionary(found.map { ($0.principal.id, $0) }, uniquingKeysWith: { first, _ in first })
            for row in found { if let identity = row.identity { users[identity] = row.principal.id } }
        }
    }

    /// The id of the user whom an issuer calls so, or nil.
    func user(_ identity: UserIdentity) -> String? { users[identity] }

    func find(_ kind: PrincipalKind, _ id: String) -> PrincipalRow? { rows[kind]?[id] }
}

/// Whom a key belongs to, and what that leaves of what it may do.
struct Belonging {
    private(set) var principals = Principals()
    private(set) var narrowing: Narrowing

    /// Walks from the key's owner upwards; a level that is named and not found closes the key.
    init(_ row: Row, find: (PrincipalKind, String) throws -> PrincipalRow?) rethrows {
        narrowing = Narrowing(ControlStore.permission(row), expires: row.wall("expires_us"))
        for kind in PrincipalKind.allCases {
            guard let id = row[kind.column] as String? else { continue }
            try climb(kind, id, find: find)
        }
    }

    /// Walks upwards from one to whom a token's holder belongs.
    init(_ own: KeyPermission, below kind: PrincipalKind, _ id: String, in rows: PrincipalRows) {
        narrowing = Narrowing(own)
        climb(kind, id, find: rows.find)
    }

    private mutating func climb(
        _ kind: PrincipalKind,
        _ id: String,
        find: (PrincipalKind, String) throws -> PrincipalRow?
    ) rethrows {
        var (next, id): (PrincipalKind?, String?) = (kind, id)
        while let kind = next {
            guard let known = id, let row = try find(kind, known) else { return narrowing.close() }
            principals[kind] = row.principal
            narrowing.narrow(by: row.attributes, of: row.principal)
            (next, id) = (kind.parent, row.parent)
        }
    }
}

extension PrincipalKind {
    // Names of tables and columns come from here alone, so that statements may be put together with them.

    /// Its table.
    var table: String {
        switch self {
        case .organisation: "organisations"
        case .team: "teams"
        case .user: "users"
        }
    }

    /// The column that names one of the kind.
    var column: String {
        switch self {
        case .organisation: "organisation_id"
        case .team: "team_id"
        case .user: "user_id"
        }
    }

    /// The kind that stands below it, or nil.
    var child: PrincipalKind? {
        switch self {
        case .organisation: .team
        case .team: .user
        case .user: nil
        }
    }
}
