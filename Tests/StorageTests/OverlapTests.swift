import Exchange
import Storage
import Testing

/// A provider's key and its successor.
@Suite struct OverlapTests {
    private let origin = Origin(isTLS: true, host: "api.openai.com", port: 443)

    private func draft(_ secret: String, source: Credential.Source = .cli) -> CredentialDraft {
        CredentialDraft(provider: "openai", name: "main", origin: origin, secret: Secret(secret), source: source)
    }

    @Test func `the new key has the name, the old one is a spare and ends by itself`() throws {
        let store = try Bench().store
        let first = try store.putCredential(draft("sk-1"), at: .noon)
        let (new, old) = try store.rotateCredential(draft("sk-2"), overlap: .seconds(86_400), at: .noon)
        #expect(new.name == "main" && new.ends == nil && new.id != first.id)
        #expect(old.id == first.id && old.name == "main~1" && old.ends == .noon + .seconds(86_400))
        #expect(try store.openCredential(new.id, for: origin).revealed == "sk-2")
        #expect(try store.openCredential(old.id, for: origin).revealed == "sk-1")
        #expect(try store.endOverlaps(at: .noon + .seconds(86_399)) == [])
        #expect(try store.endOverlaps(at: .noon + .seconds(86_400)).map(\.id) == [old.id])
        #expect(try store.endOverlaps(at: .noon + .seconds(86_401)) == [])
        #expect(throws: StorageError.disabled("main~1")) { try store.openCredential(old.id, for: origin) }
        let entries = try store.audit()
        #expect(entries.map(\.action) == ["credential.store", "credential.rotate", "credential.disable"])
        #expect(entries[1].subject == new.id && entries[1].detail.contains(#""before":"\#(old.id)""#))
        #expect(entries[2].detail.contains("its overlap is over") && entries[2].actor == "server")
    }

    @Test func `one after the other each gets a name of its own, and without an overlap the old one ends at once`()
        throws
    {
        let store = try Bench().store
        _ = try store.putCredential(draft("sk-1"), at: .noon)
        _ = try store.rotateCredential(draft("sk-2"), overlap: .seconds(60), at: .noon)
        let (_, old) = try store.rotateCredential(draft("sk-3"), overlap: .zero, at: .noon + .seconds(1))
        #expect(old.name == "main~2" && old.disabled == .noon + .seconds(1) && old.ends == nil)
        #expect(try store.credentials().map(\.name) == ["main", "main~1", "main~2"])
        #expect(try store.endOverlaps(at: .noon + .seconds(60)).map(\.name) == ["main~1"])
    }

    @Test func `an old key can be enabled again, before its end and after`() throws {
        let store = try Bench().store
        _ = try store.putCredential(draft("sk-1"), at: .noon)
        let (_, old) = try store.rotateCredential(draft("sk-2"), overlap: .seconds(60), at: .noon)
        #expect(try store.enableCredential(old.id, at: .noon).ends == nil)
        #expect(try store.endOverlaps(at: .noon + .seconds(61)) == [])
        _ = try store.disableCredential(old.id, at: .noon)
        #expect(try store.enableCredential(old.id, at: .noon).disabled == nil)
        #expect(try store.openCredential(old.id, for: origin).revealed == "sk-1")
        #expect(throws: StorageError.self) { try store.enableCredential("cred_none", at: .noon) }
    }

    @Test func `what is not stored, comes from the configuration or is the same key is not rotated`() throws {
        let store = try Bench().store
        #expect(throws: StorageError.notFound("a stored key main of openai")) {
            try store.rotateCredential(draft("sk-1"), overlap: .seconds(1), at: .noon)
        }
        _ = try store.putCredential(draft("sk-1", source: .config), at: .noon)
        #expect(throws: StorageError.self) {
            try store.rotateCredential(draft("sk-2"), overlap: .seconds(1), at: .noon)
        }
        // an admin's put does not take the configuration's place while that counts
        #expect(throws: StorageError.self) { try store.putCredential(draft("sk-9"), at: .noon) }
        _ = try store.disableCredential(try #require(store.credentials().first).id, at: .noon)
        #expect(try store.putCredential(draft("sk-9"), at: .noon).disabled == nil)
        #expect(throws: StorageError.name("this is the key that is stored already")) {
            try store.rotateCredential(draft("sk-9"), overlap: .seconds(1), at: .noon)
        }
        let last = try #require(try store.audit().last)
        #expect(last.action == "credential.rotate" && last.result == .refused)
    }

    @Test func `the configuration overwrites no stored key of another value, and enables none of its own`() throws {
        let store = try Bench().store
        let stored = try store.putCredential(draft("sk-1"), at: .noon)
        #expect(throws: StorageError.self) { try store.putCredential(draft("sk-2", source: .config), at: .noon) }
        #expect(try store.openCredential(stored.id, for: origin).revealed == "sk-1")
        // the same value is one key, whoever brings it
        #expect(try store.putCredential(draft("sk-1", source: .config), at: .noon).source == .cli)
        _ = try store.disableCredential(stored.id, at: .noon)
        let taken = try store.putCredential(draft("sk-2", source: .config), at: .noon)
        #expect(taken.source == .config && taken.disabled == nil && taken.version == 2)
        _ = try store.disableCredential(stored.id, at: .noon)
        #expect(try store.putCredential(draft("sk-3", source: .config), at: .noon).disabled != nil)
    }
}
