import Dialects
import Testing

/// Collects whole events from a splitter.
struct EventCollector {
    struct Event: Hashable {
        var name: String
        var data: String
        var id: String
    }

    var events: [Event] = []
    private var stream = EventStream()
    private var data: [UInt8] = []

    var isInsideEvent: Bool { stream.isInsideEvent }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var at = 0
        while let part = stream.next(in: bytes, at: &at) {
            switch part {
            case .data(let range): data.append(contentsOf: bytes[range])
            case .lineBreak: data.append(10)
            case .event:
                let name = stream.name.isEmpty ? "message" : stream.name
                events.append(Event(name: name, data: String(decoding: data, as: UTF8.self), id: stream.id))
                data = []
            case .border: break
            }
        }
    }

    static func events(_ bytes: [UInt8], _ cut: Cut) -> EventCollector {
        var collector = EventCollector()
        cut.feed(bytes) { collector.feed($0) }
        return collector
    }
}

@Suite struct EventStreamTests {
    @Test(arguments: Cut.several)
    func `the three line ends and their mixtures give the same events`(cut: Cut) {
        let lines = ["event: a", "data: 1", "data: 2", "", ": note", "data:3", ""]
        for end in ["\n", "\r", "\r\n"] {
            let found = EventCollector.events(Array(lines.map { $0 + end }.joined().utf8), cut).events
            #expect(found.map(\.data) == ["1\n2", "3"])
            #expect(found.map(\.name) == ["a", "message"])
        }
    }

    @Test func `a name lasts for one event only, even where it dispatches nothing`() {
        let found = EventCollector.events(Array("event: a\n\ndata: 1\n\nevent: b\ndata: 2\n\ndata: 3\n\n".utf8), .whole)
        #expect(found.events.map(\.name) == ["message", "b", "message"])
    }

    @Test func `a name longer than the bound is cut`() {
        let name = String(repeating: "n", count: 200)
        let found = EventCollector.events(Array("event: \(name)\ndata: 1\n\n".utf8), .byte)
        #expect(found.events.first?.name == String(name.prefix(EventStream.fieldLimit)))
    }

    @Test(
        arguments: [
            ("data: 1\n\n", false), ("data: 1\n", true), ("data: 1", true), ("data:", true), ("dat", true),
            ("data: 1\n\n: note", false), ("event: x", true), ("data: 1\n\n\n", false), ("", false),
            ("data: 1\r", true),
            ("data: 1\r\r", false),
        ]
    )
    func `an event that was not closed is noticed`(text: String, isInside: Bool) {
        #expect(EventCollector.events(Array(text.utf8), .whole).isInsideEvent == isInside)
        #expect(EventCollector.events(Array(text.utf8), .byte).isInsideEvent == isInside)
    }

    @Test func `a byte order mark is dropped at the start and is a part of the field elsewhere`() {
        let text = Array("\u{FEFF}data: 1\n\n\u{FEFF}data: 2\n\ndata: 3\n\n".utf8)
        for cut in Cut.several {
            #expect(EventCollector.events(text, cut).events.map(\.data) == ["1", "3"])
        }
    }

    @Test func `names near to data are not data`() {
        let text = "dat: 1\ndataa: 2\n data: 3\ndata : 4\nDATA: 5\ndata\n\n"
        #expect(EventCollector.events(Array(text.utf8), .byte).events.map(\.data) == [""])
    }
}
