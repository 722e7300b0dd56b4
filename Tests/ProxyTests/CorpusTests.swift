import Exchange
import Foundation
import Proxy
import Testing

/// The hostile corpus lies outside of the repository; these tests are skipped where it is absent.
@Suite(.enabled(if: Corpus.folder != nil)) struct CorpusTests {
    @Test func `the codec's verdicts are those of the manifest`() throws {
        let folder = try #require(Corpus.folder).appendingPathComponent("http")
        var judged = 0
        for line in try Corpus.lines(folder.appendingPathComponent("manifest.jsonl")) {
            guard let category = line["cat"] as? String, let expected = line["expect"] as? String,
                let file = line["file"] as? String, let id = line["id"] as? String,
                ["framing", "chunked", "reqline", "host", "header"].contains(category)
            else { continue }
            let run = CodecRun(Corpus.filled(try Data(contentsOf: folder.appendingPathComponent(file))))
            judged += 1
            switch expected {
            case "reject":
                #expect(run.wholeCount == 0, "\(id) was taken")
                if case .refused(let code) = run.end, let statuses = line["statuses"] as? [Int] {
                    #expect(statuses.contains(code.status), "\(id) gets \(code.status)")
                }
            case "accept":
                #expect(run.wholeCount >= line["min_upstream"] as? Int ?? 1, "\(id) was not taken: \(run.end)")
            case "either": #expect(run.wholeCount <= line["max_upstream"] as? Int ?? 1, "\(id) was taken too often")
            default: break
            }
        }
        #expect(judged >= 120)
    }

    @Test func `what llhttp refuses is refused`() throws {
        let folder = try #require(Corpus.folder).appendingPathComponent("external/llhttp")
        var judged = 0
        for line in try Corpus.lines(folder.appendingPathComponent("manifest.jsonl")) {
            guard line["type"] as? String == "request", let file = line["file"] as? String,
                let name = line["name"] as? String
            else { continue }
            let run = CodecRun(Array(try Data(contentsOf: folder.appendingPathComponent(file))))
            judged += 1
            if line["error"] is Int {
                // weir reads nothing behind a request that closes
                #expect(run.end != .border || run.requests.contains(where: \.closes), "\(file) \(name)")
            }
        }
        #expect(judged == 131)
    }
}

/// The folder of hostile input.
enum Corpus {
    static let folder: URL? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = ProcessInfo.processInfo.environment["WEIR_CORPUS"] ?? root.path + "/../shared/corpus"
        return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path) : nil
    }()

    static func lines(_ file: URL) throws -> [[String: Any]] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    /// The bytes with the placeholders for host and key filled in.
    static func filled(_ data: Data) -> [UInt8] {
        var bytes = data
        for (mark, text) in [("@@HOST@@", "127.0.0.1:8080"), ("@@KEY@@", "wr_test_0123456789")] {
            while let range = bytes.range(of: Data(mark.utf8)) { bytes.replaceSubrange(range, with: Data(text.utf8)) }
        }
        return Array(bytes)
    }
}
