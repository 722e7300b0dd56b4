import Exchange
import Storage
import Testing

@Suite struct ControlStoreTests {
    private let origin = Origin(isTLS: true, host: "api.openai.com", port: 443)

    private func draft(_ secret: String, name: String = "main", source: Credential.Source = .config) -> CredentialDraft
    {
        CredentialDraft(provider: "openai", name: name, origin: origin, secret: Secret(secret), source: source)
    }

    @Test func `the database and what lies beside it are private`() throws {
        let bench = try Bench()
        let names = bench.folder.names
        #expect(names == ["weir-data"])
        for name in ["control.db", "control.db-wal", "control.db-shm"] {
            #expect(bench.folder.mode(of: "weir-data/\(name)") == 0o600, "\(name)")
        }
    }

    @Test func `a closed store refuses what comes later, and may be closed again`() throws {
        let bench = try Bench()
        try bench.store.close()
        #expect(throws: StorageError.self) { try bench.store.lastAudit() }
        #expect(throws: StorageError.self) { try bench.store.createKey(ClientKeyDraft(name: "late"), at: .noon) }
        try bench.store.close()
    }

    @Test func `the wrong key is named and changes nothing`() throws {
        let folder = try Folder()
        let right = try Keyring([.random()])
        let wrong = try Keyring([.random()])
        let path = "\(folder.path)/control.db"
        let token = try ControlStore(path: path, keyring: right, now: .noon)
            .createKey(ClientKeyDraft(name: "app"), at: .noon).token
        let expected = StorageError.wrongKey(
            expected: right.active.id.description,
            given: [wrong.active.id.description]
        )
        #expect(throws: expected) { try ControlStore(path: path, keyring: wrong, now: .noon) }
        let table = try ControlStore(path: path, keyring: right, now: .noon).keyTable()
        #expect(token.withBytes { table.caller(for: $0, at: .noon).keyName } == "app")
    }

    @Test func `a file of another program is not touched`() throws {
        let folder = try Folder()
        let path = try folder.write("this is no database, but long enough to look at", to: "control.db")
        #expect(throws: StorageError.self) { try ControlStore(path: path, keyring: Keyring([.random()]), now: .noon) }
    }

    @Test func `a history file is not a control database`() throws {
        let bench = try Bench()
        #expect(bench.writer.keep(Sample.exchange(1)) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let path = bench.data.history.path(try #require(bench.data.history.days().first))
        #expect(throws: StorageError.foreignFile(path: path)) {
            try ControlStore(path: path, keyring: Keyring([.random()]), now: .noon)
        }
    }

    @Test func `a credential comes back only for its origin`() throws {
        let bench = try Bench()
        let stored = try bench.store.putCredential(draft("sk-1"), at: .noon)
        #expect(try bench.store.openCredential(stored.id, for: origin).revealed == "sk-1")
        let elsewhere = Origin(isTLS: true, host: "evil.example", port: 443)
        #expect(throws: StorageError.originChanged(stored: origin.description, wanted: elsewhere.description)) {
            try bench.store.openCredential(stored.id, for: elsewhere)
        }
        #expect(throws: StorageError.notFound("the credential cred_none")) {
            try bench.store.openCredential("cred_none", for: origin)
        }
    }

    @Test func `the same key from the configuration does not multiply`() throws {
        let bench = try Bench()
        let first = try bench.store.putCredential(draft("sk-1"), at: .noon)
        let again = try bench.store.putCredential(draft("sk-1"), at: .noon + .seconds(60))
        #expect(again == first)
        let changed = try bench.store.putCredential(draft("sk-2"), at: .noon + .seconds(120))
        #expect(changed.id == first.id && changed.version == 2)
        #expect(try bench.store.openCredential(first.id, for: origin).revealed == "sk-2")
        #expect(try bench.store.credentials().count == 1)
    }

    @Test func `a disabled credential does not open until an admin puts it again`() throws {
        let bench = try Bench()
        let stored = try bench.store.putCredential(draft("sk-1"), at: .noon)
        #expect(try bench.store.disableCredential(stored.id, at: .noon).disabled == .noon)
        #expect(throws: StorageError.disabled("main")) { try bench.store.openCredential(stored.id, for: origin) }
        #expect(try bench.store.putCredential(draft("sk-1"), at: .noon).disabled != nil)
        #expect(try bench.store.putCredential(draft("sk-1", source: .cli), at: .noon).disabled == nil)
    }

    @Test func `a rotation that is stopped goes on where it was`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let old = try KeyEncryptionKey.random()
        let new = try KeyEncryptionKey.random()
        var store = try ControlStore(path: path, keyring: Keyring([old]), now: .noon)
        var ids: [String] = []
        for index in 0..<349 {
            ids.append(try store.putCredential(draft("sk-\(index)", name: "n\(index)"), at: .noon).id)
        }
        let token = try store.createKey(ClientKeyDraft(name: "app"), at: .noon).token
        #expect(try store.sealedRows() == [old.id.description: 350])
        try store.close()
        store = try ControlStore(path: path, keyring: Keyring([new, old]), now: .noon)
        let stopped = try store.rekey(at: .noon) { $0.done < 200 }
        #expect(stopped == RekeyProgress(done: 200, remaining: 150))
        try store.close()
        #expect(throws: StorageError.self) { try ControlStore(path: path, keyring: Keyring([old]), now: .noon) }
        store = try ControlStore(path: path, keyring: Keyring([new, old]), now: .noon)
        #expect(try store.rekey(at: .noon) == RekeyProgress(done: 150, remaining: 0))
        try store.close()
        store = try ControlStore(path: path, keyring: Keyring([new]), now: .noon)
        #expect(try store.sealedRows() == [new.id.description: 350])
        for (index, id) in ids.enumerated() {
            #expect(try store.openCredential(id, for: origin).revealed == "sk-\(index)")
        }
        let table = try store.keyTable()
        #expect(token.withBytes { table.caller(for: $0, at: .noon).keyName } == "app")
    }
}

extension KeyAnswer {
    /// The name of the key that was found, or nil.
    var keyName: String? {
        guard case .caller(let caller) = self else { return nil }
        return caller.keyName
    }

    /// Why the key was refused, or nil.
    var refusal: AuthResult? {
        guard case .refused(let reason) = self else { return nil }
        return reason
    }
}
