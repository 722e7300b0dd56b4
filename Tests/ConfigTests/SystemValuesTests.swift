import Config
import FoundationEssentials
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite struct SystemValuesTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "weir-config-\(UUID().uuidString)")
    private let values = ExternalValues.system

    private func inFolder(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body()
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    @Test func `a regular file is read up to its limit`() throws {
        try inFolder {
            try Data([1, 2, 3]).write(to: folder.appending(path: "three"))
            #expect(try values.file(path("three"), 3) == [1, 2, 3])
            #expect(throws: FileFault.tooLarge(2)) { try values.file(path("three"), 2) }
            try Data().write(to: folder.appending(path: "empty"))
            #expect(try values.file(path("empty"), 0) == [])
        }
    }

    @Test func `what is no regular file is refused without waiting`() throws {
        try inFolder {
            #expect(throws: FileFault.missing) { try values.file(path("nothing"), 9) }
            #expect(throws: FileFault.notRegular) { try values.file(folder.path, 9) }
            #expect(mkfifo(path("pipe"), 0o600) == 0)
            #expect(throws: FileFault.notRegular) { try values.file(path("pipe"), 9) }
        }
    }

    @Test func `a variable is there or not`() {
        #expect(values.variable("PATH")?.isEmpty == false)
        #expect(values.variable("WEIR_NO_SUCH_VARIABLE") == nil)
    }
}
