import Exchange
import GRDB
import Storage
import Testing

@Suite struct ControlMigrationTests {
    @Test(arguments: Migration.control.indices.dropFirst())
    func `keys of every earlier schema are of the default class and can be given another`(_ steps: Int) throws {
        let folder = try Folder()
        let ring = try Keyring([.random()])
        let path = "\(folder.path)/control.db"
        try ControlStore(path: path, keyring: ring, now: .noon, steps: Array(Migration.control[..<steps])).close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO client_keys (id, name, kind, models, endpoints, max_concurrent, created_us)
                    VALUES ('key_one', 'one', 'live', '', '', 5, 1)
                    """
            )
        }
        try queue.close()
        let store = try ControlStore(path: path, keyring: ring, now: .noon)
        #expect(try store.clientKeys().map(\.permission.priority) == [.default])
        #expect(try store.setPriority("one", to: .critical, at: .noon).permission.priority == .critical)
        #expect(try store.audit().map(\.detail).first?.hasSuffix(#""priority_before":"default"}"#) == true)
        try store.close()
        let raw = try DatabaseQueue(path: path)
        #expect(throws: DatabaseError.self) {
            try raw.write { try $0.execute(sql: "UPDATE client_keys SET priority = 'royal'") }
        }
        #expect(throws: StorageError.newerSchema(path: path, found: Migration.control.count, known: steps)) {
            try ControlStore(path: path, keyring: ring, now: .noon, steps: Array(Migration.control[..<steps]))
        }
    }

    @Test func `the class of a key reaches the data path with the next look at the table`() throws {
        let bench = try Bench()
        let draft = ClientKeyDraft(name: "app", permission: KeyPermission(priority: .sheddable))
        let issued = try bench.store.createKey(draft, at: .noon)
        let table = try bench.store.keyTable()
        let found = { () throws -> PriorityClass in
            guard case .caller(let caller) = issued.token.withBytes({ table.caller(for: $0, at: .noon) }) else {
                throw StorageError.notFound("the caller")
            }
            return caller.permission.priority
        }
        #expect(try found() == .sheddable)
        for next in PriorityClass.allCases {
            _ = try bench.store.setPriority(issued.key.id, to: next, at: .noon)
            #expect(try table.refreshIfChanged(at: .noon))
            #expect(try found() == next)
        }
    }

    @Test func `a file of the first schema keeps its rows and gains the audit trail`() throws {
        let folder = try Folder()
        let ring = try Keyring([.random()])
        let path = "\(folder.path)/control.db"
        let old = try ControlStore(path: path, keyring: ring, now: .noon, steps: [Migration.control[0]])
        try old.close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            for (name, capture) in [
                ("one", "NULL"), ("two", "'metadata'"), ("three", "'full'"), ("four", "'nonsense'"),
            ] {
                try database.execute(
                    sql: """
                        INSERT INTO client_keys (id, name, kind, models, endpoints, max_concurrent, capture, created_us)
                        VALUES ('key_\(name)', '\(name)', 'live', '', '', 5, \(capture), 1)
                        """
                )
            }
        }
        let root = try queue.read { try Row.fetchOne($0, sql: "SELECT * FROM root") }
        try queue.close()
        let new = try ControlStore(path: path, keyring: ring, now: .noon)
        let keys = try new.clientKeys()
        #expect(Set(keys.map(\.name)) == ["one", "two", "three", "four"])
        let levels = Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0.permission.capture) })
        #expect(levels == ["one": nil, "two": .metadata, "three": .full, "four": nil])
        #expect(try new.audit() == [])
        #expect(try new.setCapture("one", to: .redacted, at: .noon).permission.capture == .redacted)
        #expect(try new.audit().map(\.subject) == ["key_one"])
        try new.close()
        let again = try DatabaseQueue(path: path)
        #expect(try again.read { try Row.fetchOne($0, sql: "SELECT * FROM root") } == root)
        #expect(try again.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Migration.control.count)
    }

    @Test func `the level of a key reaches the data path with the next look at the table`() throws {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        let level = { () throws -> CaptureLevel? in
            guard case .caller(let caller) = issued.token.withBytes({ table.caller(for: $0, at: .noon) }) else {
                throw StorageError.notFound("the caller")
            }
            return caller.permission.capture
        }
        #expect(try level() == nil)
        for next in [CaptureLevel.redacted, .off, .metadata, .full, nil] {
            _ = try bench.store.setCapture(issued.key.id, to: next, at: .noon)
            #expect(try table.refreshIfChanged(at: .noon))
            #expect(try level() == next)
        }
    }
}
