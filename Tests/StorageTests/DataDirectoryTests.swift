import Exchange
import Glibc
import Storage
import Testing

@Suite struct DataDirectoryTests {
    @Test func `the state directory is made for its owner alone`() throws {
        let folder = try Folder()
        let data = try DataDirectory(path: "\(folder.path)/weir-data")
        #expect(folder.mode(of: "weir-data") == 0o700 && folder.mode(of: "weir-data/history") == 0o700)
        #expect(data.control.hasSuffix("/weir-data/control.db") && data.keyFile.hasSuffix("/weir-data/kek"))
    }

    @Test(arguments: [0o770, 0o707, 0o777, 0o722]) func `one that others can write to is refused`(mode: Int) throws {
        let folder = try Folder()
        let path = "\(folder.path)/weir-data"
        #expect(mkdir(path, 0o700) == 0 && chmod(path, mode_t(mode)) == 0)
        #expect(throws: StorageError.directory(path: path, reason: "others can write to it; run `chmod 700 \(path)`")) {
            try DataDirectory(path: path)
        }
    }

    @Test func `one that others can only read is closed to them`() throws {
        let folder = try Folder()
        #expect(mkdir("\(folder.path)/weir-data", 0o755) == 0)
        _ = try DataDirectory(path: "\(folder.path)/weir-data")
        #expect(folder.mode(of: "weir-data") == 0o700)
    }

    @Test func `a file in its place and a parent that is not there are refused`() throws {
        let folder = try Folder()
        let file = try folder.write("", to: "file")
        for path in [file, "\(folder.path)/none/weir-data"] {
            #expect(throws: StorageError.self) { try DataDirectory(path: path) }
        }
    }

    @Test func `a second server is refused until the first is gone`() throws {
        let folder = try Folder()
        let data = try DataDirectory(path: "\(folder.path)/weir-data")
        do {
            let claim = try data.claim()
            #expect(throws: StorageError.inUse(path: data.path)) { try data.claim() }
            withExtendedLifetime(claim) {}
        }
        let again = try data.claim()
        withExtendedLifetime(again) {}
        #expect(folder.mode(of: "weir-data/lock") == 0o600)
    }
}
