import Dialects
import Foundation
import Testing

/// The JSON bodies of the hostile corpus and of JSONTestSuite.
@Suite(.enabled(if: SharedFiles.hasCorpus))
struct RequestScanCorpusTests {
    /// Refused by what the body says, not by how it is written: routing answers these, for no such model exists.
    private static let routed: Set<String> = [
        "model-missing", "model-nul", "model-path", "model-url", "model-like", "model-homoglyph",
    ]

    @Test func `the bodies of the corpus are refused and taken as it says`() throws {
        let folder = try #require(SharedFiles.corpus).appending(path: "json")
        let entries = try SharedFiles.lines(folder.appending(path: "manifest.jsonl"))
        #expect(entries.count >= 56)
        for entry in entries {
            let bytes = try SharedFiles.bytes(folder.appending(path: entry["file"] as? String ?? ""))
            let slug = entry["slug"] as? String ?? ""
            let name = Comment(rawValue: slug)
            switch entry["expect"] as? String {
            case "400", "4xx":
                if Self.routed.contains(slug) {
                    #expect(throws: Never.self, name) { try scan(bytes) }
                } else {
                    #expect(throws: ScanFailure.self, name) { try scan(bytes) }
                }
            case "accept", "accept_inert": #expect(throws: Never.self, name) { try scan(bytes) }
            case "400_or_accept", "4xx_or_accept": _ = try? scan(bytes)
            default: Issue.record("unknown expectation in \(entry)")
            }
        }
    }

    @Test func `JSONTestSuite is refused and taken as it says, also one level down`() throws {
        let folder = try #require(SharedFiles.corpus).appending(path: "external/jsontestsuite")
        let names = try SharedFiles.names(in: folder, suffix: ".json")
        #expect(names.count >= 318)
        for file in names {
            let bytes = try SharedFiles.bytes(folder.appending(path: file))
            let wrapped = Array("{\"x\":".utf8) + bytes + Array("}".utf8)
            let name = Comment(rawValue: file)
            if file.hasPrefix("n_") {
                #expect(throws: ScanFailure.self, name) { try scan(bytes) }
                #expect(throws: ScanFailure.self, name) { try scan(wrapped) }
            } else if file.hasPrefix("y_") {
                #expect(throws: Never.self, name) { try scan(wrapped) }
            } else {
                _ = try? scan(bytes)
                _ = try? scan(wrapped)
            }
        }
    }
}
