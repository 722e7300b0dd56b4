import Exchange
import GRDB
import Policy
import Storage
import Testing

@Suite struct PrincipalMigrationTests {
    @Test(arguments: Migration.control.indices.dropFirst())
    func `keys of every earlier schema belong to nobody and can be given a parent's limits`(_ steps: Int) throws {
        let folder = try Folder()
        let ring = try Keyring([.random()])
        let path = "\(folder.path)/control.db"
        try ControlStore(path: path, keyring: ring, now: .noon, steps: Array(Migration.control[..<steps])).close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO client_keys (id, name, kind, models, endpoints, max_concurrent, created_us)
                    VALUES ('key_one', 'one', 'live', 'gpt-*' || char(10), '', 5, 1)
                    """
            )
        }
        let columns = try queue.read { try $0.columns(in: "client_keys").map(\.name) }
        try queue.close()
        let store = try ControlStore(path: path, keyring: ring, now: .noon)
        let key = try #require(try store.clientKeys().first)
        #expect(key.principals == Principals() && key.narrowing.isEnabled)
        #expect(key.permission.models == ["gpt-*"] && key.permission.providers.isEmpty && key.version >= 1)
        #expect(key.permission.residency.isEmpty && key.permission.maxConcurrent == 5)
        _ = try store.createPrincipal(PrincipalDraft(.organisation, name: "acme"), at: .noon)
        let owner = PrincipalReference(.organisation, "acme")
        let owned = try store.createKey(ClientKeyDraft(name: "two", owner: owner), at: .noon).key
        #expect(owned.principals.organisation?.name == "acme" && columns.count >= 11)
        try store.close()
        #expect(throws: StorageError.newerSchema(path: path, found: Migration.control.count, known: steps)) {
            try ControlStore(path: path, keyring: ring, now: .noon, steps: Array(Migration.control[..<steps]))
        }
    }
}
