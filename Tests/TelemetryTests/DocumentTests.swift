import Glibc
import Telemetry
import Testing

@Suite struct DocumentTests {
    /// The bytes of a file of the checkout.
    private func read(_ path: String) throws -> String {
        var root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        root = "/" + root + "/" + path
        let file = open(root, O_RDONLY)
        defer { close(file) }
        try #require(file >= 0, "\(root) cannot be read")
        return String(decoding: readAll(file), as: UTF8.self)
    }

    @Test func `docs/metrics.md is what the catalogue says`() throws {
        let isSame = try read("docs/metrics.md") == Catalogue.markdown()
        #expect(isSame, "write this to docs/metrics.md:\n\(isSame ? "" : Catalogue.markdown())")
    }

    @Test func `docs/log-line.md is what the encoder writes`() throws {
        let isSame = try read("docs/log-line.md") == LogField.markdown()
        #expect(isSame, "write this to docs/log-line.md:\n\(isSame ? "" : LogField.markdown())")
    }
}
