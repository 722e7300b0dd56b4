import Exchange
import Storage
import Testing

@Suite struct KeyTests {
    private static let good = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="

    @Test func `a drawn key survives its text form`() throws {
        let key = try KeyEncryptionKey.random()
        let text = key.text().revealed
        let parts = text.split(separator: ":")
        #expect(parts.count == 4 && parts[0] == "weir-kek1" && parts[1] == key.id.description)
        #expect(try KeyEncryptionKey(text: Array(text.utf8)).id == key.id)
        #expect(try Keyring(text: Secret("# comment\n\n  \(text)  \r\n")).active.id == key.id)
    }

    @Test func `every changed character of the text form is noticed`() throws {
        let text = Array(try KeyEncryptionKey.random().text().revealed.utf8)
        for index in text.indices {
            var changed = text
            changed[index] = text[index] == 0x41 ? 0x42 : 0x41
            #expect(throws: KeyError.self, "position \(index)") { try KeyEncryptionKey(text: changed) }
        }
    }

    @Test(arguments: [
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "//////////////////////////////////////////8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=",
        "3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8=", "YW4gYXNjaWkgc2VudGVuY2Ugb2YgMzIgYnl0ZXMuLi4=",
        "eW91ci1zZWNyZXQta2V5LWNoYW5nZS1pbi1wcm9kISE=", "your-secret-key-change-in-production", "changeme",
        "CHANGEMEchangemechangemechangemechangemeAAA=", "AQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQM=",
    ])
    func `a key that no random source made is refused with the reason`(text: String) {
        do {
            _ = try KeyEncryptionKey(text: Array(text.utf8))
            Issue.record("accepted")
        } catch .weak(let reason) {
            #expect(!reason.isEmpty && (text.utf8.count < 40 || !reason.contains(text)))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(arguments: ["", "q83v", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJ!=", "a:b", "a:b:c:d", "::::"])
    func `what is no key is refused`(text: String) {
        #expect(throws: KeyError.self) { try Keyring(text: Secret(text)) }
    }

    @Test func `the first of several keys is the active one and all are kept`() throws {
        let keys = try (0..<3).map { _ in try KeyEncryptionKey.random() }
        let ring = try Keyring(text: Secret(keys.map { $0.text().revealed }.joined(separator: "\n")))
        #expect(ring.ids == keys.map(\.id) && ring.active.id == keys[0].id)
        #expect(try ring.activating(keys[2]).ids == [keys[2].id, keys[0].id, keys[1].id])
    }

    @Test func `a new key file is private and is never replaced`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/kek"
        let ring = try KeySource.generate(at: path)
        #expect(folder.mode(of: "kek") == 0o600)
        #expect(try KeySource.file(path).load().active.id == ring.active.id)
        #expect(throws: KeyError.self) { try KeySource.generate(at: path) }
        #expect(try KeySource.file(path).load().active.id == ring.active.id)
    }

    @Test func `a key file that others can read is refused and the fix named`() throws {
        let folder = try Folder()
        let path = try folder.write(KeyEncryptionKey.random().text().revealed, to: "kek", mode: 0o640)
        #expect(throws: KeyError.file("\(path) can be read by others; run `chmod 600 \(path)`")) {
            try KeySource.file(path).load()
        }
    }

    @Test func `a folder, a missing file and a file too large are no key files`() throws {
        let folder = try Folder()
        let large = try folder.write(String(repeating: "#", count: 4_097), to: "large")
        for path in [folder.path, "\(folder.path)/none", large, "/dev/zero"] {
            #expect(throws: KeyError.self) { try KeySource.file(path).load() }
        }
    }

    @Test func `a command's output is the key, without a shell`() throws {
        let key = try KeyEncryptionKey.random()
        let source = KeySource.command(["printf", "%s\n", key.text().revealed], environment: ["PATH": "/usr/bin:/bin"])
        #expect(try source.load().active.id == key.id)
        let shell = KeySource.command(["printf", "$(echo hi)"], environment: ["PATH": "/usr/bin:/bin"])
        #expect(throws: KeyError.self) { try shell.load() }
    }

    @Test(arguments: [
        [], [""], ["/no/such/program"], ["false"], ["true"], ["head", "-c", "5000", "/dev/zero"],
        ["head", "-c", "1000000", "/dev/zero"],
    ])
    func `a command that gives no key fails`(arguments: [String]) {
        #expect(throws: KeyError.self) {
            try KeySource.command(arguments, environment: ["PATH": "/usr/bin:/bin"]).load()
        }
    }

    @Test func `a good key in plain base64 is taken`() throws {
        #expect(throws: KeyError.self) { try KeyEncryptionKey(text: Array(Self.good.utf8)) }
        let key = try KeyEncryptionKey.random()
        let plain = key.text().revealed.split(separator: ":")[2]
        #expect(try KeyEncryptionKey(text: Array(plain.utf8)).id == key.id)
    }
}
