import Exchange
import Storage
import Testing

@Suite struct MigrationTests {
    private static let last = Migration.control.count
    private let next = Migration(number: last + 1, sql: "ALTER TABLE client_keys ADD COLUMN note TEXT")
    private let broken = Migration(
        number: last + 1,
        sql: "ALTER TABLE client_keys ADD COLUMN note TEXT; SELECT nonsense"
    )

    private func open(_ folder: Folder, _ ring: Keyring, _ steps: [Migration]) throws -> ControlStore {
        try ControlStore(path: "\(folder.path)/control.db", keyring: ring, now: .noon, steps: steps)
    }

    @Test func `a database goes forward with what is in it`() throws {
        let folder = try Folder()
        let ring = try Keyring([.random()])
        let old = try open(folder, ring, Migration.control)
        let token = try old.createKey(ClientKeyDraft(name: "app"), at: .noon).token
        try old.close()
        let new = try open(folder, ring, Migration.control + [next])
        let table = try new.keyTable()
        #expect(token.withBytes { table.caller(for: $0, at: .noon).keyName } == "app")
    }

    @Test func `a step that fails leaves the version before it whole`() throws {
        let folder = try Folder()
        let ring = try Keyring([.random()])
        let old = try open(folder, ring, Migration.control)
        _ = try old.createKey(ClientKeyDraft(name: "app"), at: .noon)
        try old.close()
        #expect(throws: StorageError.self) { try open(folder, ring, Migration.control + [broken]) }
        #expect(try open(folder, ring, Migration.control).clientKeys().map(\.name) == ["app"])
        #expect(try open(folder, ring, Migration.control + [next]).clientKeys().map(\.name) == ["app"])
    }

    @Test func `an older version refuses a newer database`() throws {
        let folder = try Folder()
        let ring = try Keyring([.random()])
        try open(folder, ring, Migration.control + [next]).close()
        let path = "\(folder.path)/control.db"
        #expect(throws: StorageError.newerSchema(path: path, found: Self.last + 1, known: Self.last)) {
            try open(folder, ring, Migration.control)
        }
    }

    @Test func `every step has the number after the one before it`() {
        #expect(Migration.control.map(\.number) == Array(1...Migration.control.count))
        #expect(Migration.history.map(\.number) == Array(1...Migration.history.count))
    }
}
