import Exchange
import GRDB

extension ControlStore {
    /// The row that is meant; throws where there is none, and where its version is another than expected.
    static func existing(
        _ reference: PrincipalReference,
        expecting version: Int64? = nil,
        in database: Database
    ) throws -> PrincipalRow {
        guard let row = try found(reference, in: database) else {
            throw StorageError.notFound("the \(reference.kind.rawValue) \(reference.name)")
        }
        if let version, version != row.version {
            throw StorageError.versionChanged(row.principal.id, expected: version, found: row.version)
        }
        return row
    }

    /// The row of that id, path or name, in this order; nil when there is none.
    static func found(_ reference: PrincipalReference, in database: Database) throws -> PrincipalRow? {
        let kind = reference.kind
        if let row = try PrincipalRow.find(kind, reference.name, in: database) { return row }
        let names = reference.name.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard names.count <= PrincipalKind.allCases.count else { return nil }
        if names.count > 1 {
            guard names.count == kind.depth else { return nil }
            return try found(names[...], kind, in: database)
        }
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT * FROM \(kind.table) WHERE name = ? LIMIT 2",
            arguments: [reference.name]
        )
        guard rows.count < 2 else {
            let path = "give its id, or its path such as \(kind == .team ? "org/team" : "org/team/user")"
            throw StorageError.name("several \(kind.table) are named \(reference.name); \(path)")
        }
        return rows.first.map { PrincipalRow(kind, $0) }
    }

    private static func found(
        _ path: ArraySlice<String>,
        _ kind: PrincipalKind,
        in database: Database
    ) throws -> PrincipalRow? {
        guard let name = path.last else { return nil }
        guard let upper = kind.parent else {
            let sql = "SELECT * FROM \(kind.table) WHERE name = ?"
            return try Row.fetchOne(database, sql: sql, arguments: [name]).map { PrincipalRow(kind, $0) }
        }
        guard let parent = try found(path.dropLast(), upper, in: database) else { return nil }
        let sql = "SELECT * FROM \(kind.table) WHERE \(upper.column) = ? AND name = ?"
        return try Row.fetchOne(database, sql: sql, arguments: [parent.principal.id, name])
            .map { PrincipalRow(kind, $0) }
    }

    /// The entry of an id that is there.
    static func entry(_ kind: PrincipalKind, _ id: String, in database: Database) throws -> PrincipalEntry {
        guard let row = try PrincipalRow.find(kind, id, in: database) else {
            throw StorageError.notFound("the \(kind.rawValue) \(id)")
        }
        return try entry(row, in: database)
    }

    /// The entry of a row, with what it belongs to.
    static func entry(_ row: PrincipalRow, in database: Database) throws -> PrincipalEntry {
        var chain = Principals()
        chain[row.principal.kind] = row.principal
        var (kind, id) = (row.principal.kind.parent, row.parent)
        while let upper = kind, let known = id, let above = try PrincipalRow.find(upper, known, in: database) {
            chain[upper] = above.principal
            (kind, id) = (upper.parent, above.parent)
        }
        return PrincipalEntry(
            principal: row.principal,
            chain: chain,
            attributes: row.attributes,
            identity: row.identity,
            version: row.version,
            created: row.created,
            updated: row.updated
        )
    }

    /// What the draft stands below; nil for an organisation.
    static func parent(of draft: PrincipalDraft, in database: Database) throws -> PrincipalRow? {
        guard let upper = draft.kind.parent else {
            guard draft.parent == nil else { throw StorageError.name("an organisation stands below nothing") }
            return nil
        }
        guard let parent = draft.parent else {
            throw StorageError.name(
                "a \(draft.kind.rawValue) stands below \(upper == .team ? "a team" : "an organisation")"
            )
        }
        return try existing(PrincipalReference(upper, parent), in: database)
    }

    /// Throws where the name is not one or is taken below the same parent.
    static func checkName(
        _ name: String,
        of kind: PrincipalKind,
        below parent: String?,
        in database: Database
    ) throws {
        guard isName(name) else {
            throw StorageError.name("the name of the \(kind.rawValue) has 1 to 64 characters of A-Z a-z 0-9 . _ -")
        }
        let place = kind.parent.map { "AND \($0.column) = :parent" } ?? "AND :parent IS NULL"
        let isTaken = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM \(kind.table) WHERE name = :name \(place))",
            arguments: ["name": name, "parent": parent]
        )
        guard isTaken == false else { throw StorageError.taken("there is a \(kind.rawValue) named \(name) already") }
    }

    /// Throws where somebody belongs to it who may still ask.
    static func checkEmpty(_ principal: Principal, in database: Database) throws {
        let kind = principal.kind
        let keys = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM client_keys WHERE \(kind.column) = ? AND revoked_us IS NULL",
            arguments: [principal.id]
        )
        var children = ["keys": keys ?? 0]
        if let below = kind.child {
            let sql = "SELECT count(*) FROM \(below.table) WHERE \(kind.column) = ?"
            children[below.table] = try Int.fetchOne(database, sql: sql, arguments: [principal.id]) ?? 0
        }
        if kind == .organisation {
            let sql = "SELECT count(*) FROM admin_accounts WHERE organisation_id = ?"
            children["admins"] = try Int.fetchOne(database, sql: sql, arguments: [principal.id]) ?? 0
        }
        let left = children.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        guard left.isEmpty else {
            throw StorageError.hasChildren(
                "the \(kind.rawValue) \(principal.name) has \(left.joined(separator: " and "))"
            )
        }
    }

    /// The columns that hold attributes; `disabledAt` is nil where that column is not to be touched.
    static func columns(
        _ attributes: Attributes,
        disabledAt now: WallTime?
    ) -> [(name: String, value: (any DatabaseValueConvertible)?)] {
        var columns: [(name: String, value: (any DatabaseValueConvertible)?)] = [
            ("models", TextList.encode(attributes.models)), ("endpoints", TextList.encode(attributes.endpoints)),
            ("providers", TextList.encode(attributes.providers)),
            ("residency", TextList.encode(attributes.residency)), ("capture", attributes.capture?.rawValue),
            ("priority", attributes.priority?.rawValue), ("max_concurrent", attributes.maxConcurrent),
            ("expires_us", attributes.expires?.microseconds),
        ]
        if let now { columns.append(("disabled_us", attributes.isEnabled ? nil : now.microseconds)) }
        return columns
    }

    static func insert(
        _ kind: PrincipalKind,
        id: String,
        name: String,
        parent: String?,
        _ columns: [(name: String, value: (any DatabaseValueConvertible)?)],
        _ now: WallTime,
        into database: Database
    ) throws {
        var all = columns
        all += [
            ("id", id), ("name", name), ("version", 1), ("created_us", now.microseconds),
            ("updated_us", now.microseconds),
        ]
        if let upper = kind.parent { all.append((upper.column, parent)) }
        let names = all.map(\.name).joined(separator: ", ")
        let places = all.map { _ in "?" }.joined(separator: ", ")
        try database.execute(
            sql: "INSERT INTO \(kind.table) (\(names)) VALUES (\(places))",
            arguments: StatementArguments(all.map(\.value))
        )
    }

    static func update(
        _ row: PrincipalRow,
        name: String,
        _ columns: [(name: String, value: (any DatabaseValueConvertible)?)],
        _ now: WallTime,
        in database: Database
    ) throws {
        let all = columns + [("name", name), ("updated_us", now.microseconds)]
        let places = all.map { "\($0.name) = ?" }.joined(separator: ", ")
        try database.execute(
            sql: "UPDATE \(row.principal.kind.table) SET \(places), version = version + 1 WHERE id = ?",
            arguments: StatementArguments(all.map(\.value) + [row.principal.id])
        )
    }
}

extension PrincipalKind {
    /// How many names its path has.
    var depth: Int { 1 + (parent?.depth ?? 0) }
}
