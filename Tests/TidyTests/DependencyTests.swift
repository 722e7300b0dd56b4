import FoundationEssentials
import Testing

/// Libraries whose weaknesses are known are used in versions that no longer have them.
@Suite struct DependencyTests {
    private struct Resolved: Decodable {
        struct Pin: Decodable {
            struct State: Decodable { let version: String? }
            let identity: String
            let state: State
        }
        let pins: [Pin]
    }

    private static func numbers(_ version: String) -> [Int] { version.split(separator: ".").map { Int($0) ?? 0 } }

    @Test(arguments: [
        // GHSA-cq87-8r7h-962v and CVE-2026-28980: line breaks in a request line, floods of fields
        ("swift-nio", "2.100.0"),
        // GHSA-4px2-pw77-vc85, CVE-2023-44487 and CVE-2022-24668
        ("swift-nio-http2", "1.44.1"),
    ])
    func `a library is past its advisories`(_ library: String, _ mended: String) throws {
        let file = try #require(Tree.file("Package.resolved"))
        let text = file.lines.joined(separator: "\n")
        let resolved = try JSONDecoder().decode(Resolved.self, from: Data(text.utf8))
        let version = try #require(resolved.pins.first { $0.identity == library }?.state.version)
        #expect(!Self.numbers(version).lexicographicallyPrecedes(Self.numbers(mended)), "\(library) \(version)")
        #expect(resolved.pins.allSatisfy { $0.state.version != nil }, "a library has no released version")
    }
}
