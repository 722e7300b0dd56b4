import Exchange
import Storage
import Testing

@Suite struct VaultTests {
    private let origin = Origin(isTLS: true, host: "api.openai.com", port: 443)

    private func context(
        id: String = "cred_1",
        provider: String = "openai",
        host: String = "api.openai.com",
        port: Int = 443,
        version: UInt32 = 1
    ) -> SecretContext {
        .credential(id: id, provider: provider, origin: Origin(isTLS: true, host: host, port: port), version: version)
    }

    @Test(arguments: [1, 62, 63, 64, 65, 200, 4_096, 65_536])
    func `a secret of any length comes back and only its padded length shows`(count: Int) throws {
        let vault = Vault(try Keyring([.random()]))
        let secret = String(repeating: "k", count: count)
        let blob = try vault.seal(Secret(secret), in: context())
        #expect(blob.count == 132 + (count + 1 + 63) / 64 * 64)
        #expect(blob.starts(with: [0x57, 0x4B, 1, 1]))
        #expect(try vault.open(blob, in: context()).revealed == secret)
    }

    @Test func `secrets with zeros and marks at their end come back`() throws {
        let vault = Vault(try Keyring([.random()]))
        for bytes: [UInt8] in [[0], [0x80], [1, 0, 0], [0x80, 0x80, 0], Array(repeating: 0, count: 64)] {
            let blob = try vault.seal(Secret(copying: bytes), in: context())
            #expect(try vault.open(blob, in: context()).withBytes { Array($0) } == bytes)
        }
    }

    @Test func `every flipped bit keeps the blob shut`() throws {
        let vault = Vault(try Keyring([.random()]))
        let blob = try vault.seal(Secret("sk-live-0123456789"), in: context())
        for index in blob.indices {
            for bit in 0..<8 {
                var changed = blob
                changed[index] ^= 1 << UInt8(bit)
                #expect(throws: VaultError.self, "byte \(index)") { try vault.open(changed, in: context()) }
            }
            var changed = blob
            changed[index] ^= 1
            #expect(throws: VaultError.self, "byte \(index)") { try vault.openRewrapped(changed, context()) }
        }
    }

    @Test func `every shortened or lengthened blob stays shut`() throws {
        let vault = Vault(try Keyring([.random()]))
        let blob = try vault.seal(Secret("sk"), in: context())
        for count in 0..<blob.count {
            #expect(throws: VaultError.self) { try vault.open(Array(blob.prefix(count)), in: context()) }
        }
        for extra in [1, 16, 64] {
            #expect(throws: VaultError.self) {
                try vault.open(blob + [UInt8](repeating: 0, count: extra), in: context())
            }
        }
    }

    @Test func `a blob opens at no other place`() throws {
        let vault = Vault(try Keyring([.random()]))
        let blob = try vault.seal(Secret("sk"), in: context())
        let others = [
            context(id: "cred_2"), context(provider: "anthropic"), context(host: "evil.example"), context(port: 8443),
            context(version: 2),
        ]
        for other in others { #expect(throws: VaultError.refused) { try vault.open(blob, in: other) } }
    }

    @Test func `two sealings of one secret share nothing after the kid`() throws {
        let vault = Vault(try Keyring([.random()]))
        let one = try vault.seal(Secret("sk"), in: context())
        let two = try vault.seal(Secret("sk"), in: context())
        #expect(one[..<12] == two[..<12])
        #expect(one[12..<24] != two[12..<24] && one[104...] != two[104...])
    }

    @Test func `without its key a blob names the key it wants`() throws {
        let old = try KeyEncryptionKey.random()
        let blob = try Vault(Keyring([old])).seal(Secret("sk"), in: context())
        let other = Vault(try Keyring([.random()]))
        #expect(throws: VaultError.unknownKey(old.id.description)) { try other.open(blob, in: context()) }
    }

    @Test func `wrapping anew changes the key and leaves the secret's ciphertext`() throws {
        let old = try KeyEncryptionKey.random()
        let new = try KeyEncryptionKey.random()
        let blob = try Vault(Keyring([old])).seal(Secret("sk"), in: context())
        let fresh = try Vault(Keyring([new, old])).rewrap(blob, in: context())
        #expect(Vault.kid(of: fresh) == new.id)
        #expect(fresh[104...] == blob[104...] && fresh[12..<72] != blob[12..<72])
        #expect(try Vault(Keyring([new])).open(fresh, in: context()).revealed == "sk")
    }

    @Test func `an empty or oversized secret is refused`() throws {
        let vault = Vault(try Keyring([.random()]))
        #expect(throws: VaultError.size) { try vault.seal(Secret(""), in: context()) }
        #expect(throws: VaultError.size) {
            try vault.seal(Secret(copying: [UInt8](repeating: 1, count: 65_537)), in: context())
        }
    }
}

extension Vault {
    /// Wraps anew, then opens: a change must be caught by one of both.
    func openRewrapped(_ blob: [UInt8], _ context: SecretContext) throws -> Secret {
        try open(rewrap(blob, in: context), in: context)
    }
}
