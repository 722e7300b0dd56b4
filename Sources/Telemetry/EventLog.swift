package import Exchange

/// Writes events that are no requests to the log, in the same envelope as the canonical line.
package struct EventLog: Sendable {
    private let sink: LogSink
    private let envelope: LogEnvelope
    private let time: any TimeSource

    /// Makes an event log that writes to `sink`.
    package init(_ sink: LogSink, envelope: LogEnvelope, time: any TimeSource) {
        self.sink = sink
        self.envelope = envelope
        self.time = time
    }

    /// Writes the event's line, with `trace` when it belongs to a request; never waits.
    package func emit(_ event: Event, trace: Trace? = nil) {
        let line = EventLine(event, at: time.wall, trace: trace, envelope: envelope)
        line.out.withBytes { _ = sink.write($0, level: event.level) }
    }
}

/// Writes an event as one flat JSON object and a line feed; texts are scrubbed and cut.
struct EventLine: ~Copyable {
    /// The most bytes of one text.
    private static let textLimit = 512
    /// The most texts of one list.
    private static let listLimit = 16

    var out = ByteWriter(capacity: 1_024)

    init(_ event: Event, at wall: WallTime, trace: Trace?, envelope: LogEnvelope) {
        LogEnvelope.begin(&out, wall, event.level, event.name.rawValue)
        text(event.message)
        out.raw(envelope.resource)
        if let trace {
            out.text(",\"trace_id\":\"")
            out.hex(trace.traceID.high, digits: 16)
            out.hex(trace.traceID.low, digits: 16)
            out.text("\",\"span_id\":\"")
            out.hex(trace.spanID, digits: 16)
            out.text("\",\"trace_flags\":\"")
            out.hex(UInt64(trace.flags), digits: 2)
            out.byte(UInt8(ascii: "\""))
        }
        for field in event.fields {
            out.byte(UInt8(ascii: ","))
            out.json(field.key)
            out.byte(UInt8(ascii: ":"))
            value(field.value)
        }
        out.text("}\n")
    }

    private mutating func value(_ value: Event.Value) {
        switch value {
        case .text(let words): text(words)
        case .count(let count): out.integer(count)
        case .milliseconds(let nanoseconds): out.milliseconds(nanoseconds)
        case .texts(let list):
            out.byte(UInt8(ascii: "["))
            for (index, words) in list.prefix(Self.listLimit).enumerated() {
                if index > 0 { out.byte(UInt8(ascii: ",")) }
                text(words)
            }
            out.byte(UInt8(ascii: "]"))
        }
    }

    private mutating func text(_ words: String) {
        out.json(Scrubber.scrub(words), limit: Self.textLimit)
    }
}
