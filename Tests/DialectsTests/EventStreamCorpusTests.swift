import Foundation
import Testing

/// The streams of the hostile corpus with the events a correct parser gives.
@Suite(.enabled(if: SharedFiles.hasCorpus))
struct EventStreamCorpusTests {
    @Test func `every stream of the corpus gives its events, however it is cut`() throws {
        let folder = try #require(SharedFiles.corpus).appending(path: "sse")
        let entries = try SharedFiles.lines(folder.appending(path: "manifest.jsonl"))
        #expect(entries.count >= 37)
        for entry in entries {
            let bytes = try SharedFiles.bytes(folder.appending(path: entry["file"] as? String ?? ""))
            var cuts: [Cut] = [.whole, .random(seed: 7)]
            if bytes.count < 2_000 { cuts += [.byte] + (0...bytes.count).map { .at($0) } }
            for cut in cuts {
                check(entry, EventCollector.events(bytes, cut).events, cut)
            }
        }
    }

    private func check(_ entry: [String: Any], _ events: [EventCollector.Event], _ cut: Cut) {
        let name = Comment(rawValue: "\(entry["id"] ?? "") cut \(cut)")
        if let expected = entry["events"] as? [[String: String]] {
            let wanted = expected.map {
                EventCollector.Event(name: $0["event"] ?? "", data: $0["data"] ?? "", id: $0["id"] ?? "")
            }
            #expect(events == wanted, name)
        } else if let summary = entry["summary"] as? [String: Any] {
            #expect(events.count == summary["count"] as? Int, name)
            #expect(events.reduce(0) { $0 + $1.data.utf8.count } == summary["data_bytes"] as? Int, name)
        } else {
            Issue.record("no expectation for \(entry)")
        }
    }
}
