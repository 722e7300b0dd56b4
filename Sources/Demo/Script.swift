import NIOCore

/// The events of a stream in their order, and what a dialect says when it fails.
struct Script: Sendable {
    /// One server-sent event.
    struct Event: Sendable {
        /// The name on its `event:` line, where the dialect has such lines.
        var name: String?
        /// What is on its `data:` line.
        var data: [UInt8]

        /// Makes an event from a JSON value.
        init(_ name: String? = nil, _ data: JSON) {
            self.name = name
            self.data = data.bytes
        }

        /// The event as it goes over the wire.
        func append(to buffer: inout ByteBuffer) {
            if let name { buffer.writeString("event: \(name)\n") }
            buffer.writeString("data: ")
            buffer.writeBytes(data)
            buffer.writeString("\n\n")
        }

        /// Makes an event from a text that need not be JSON.
        init(_ name: String? = nil, text: String) {
            self.name = name
            data = Array(text.utf8)
        }
    }

    /// A run of events.
    enum Part: Sendable {
        /// One event.
        case event(Event)
        /// One event for each piece of text, made when it is its turn.
        case pieces([String], @Sendable (_ index: Int, _ piece: String) -> Event)
    }

    /// The events, in order.
    var parts: [Part] = []
    /// What is sent after so many events when the stream fails.
    let failure: @Sendable (_ fault: StreamFault, _ sequence: Int) -> [Event]
    /// An event whose data is not JSON.
    let broken: Event

    /// Begins a script.
    init(broken: Event, failure: @escaping @Sendable (_ fault: StreamFault, _ sequence: Int) -> [Event]) {
        self.broken = broken
        self.failure = failure
    }

    /// All events as they go over the wire.
    var bytes: [UInt8] {
        var buffer = ByteBuffer()
        for part in parts {
            switch part {
            case .event(let event): event.append(to: &buffer)
            case .pieces(let pieces, let event):
                for (index, piece) in pieces.enumerated() { event(index, piece).append(to: &buffer) }
            }
        }
        return Array(buffer.readableBytesView)
    }

    /// How many events there are.
    var count: Int {
        parts.reduce(0) { count, part in
            switch part {
            case .event: count + 1
            case .pieces(let pieces, _): count + pieces.count
            }
        }
    }

    /// Adds one event.
    mutating func add(_ event: Event) {
        parts.append(.event(event))
    }

    /// Adds one event for each piece.
    mutating func add(_ pieces: [String], _ event: @escaping @Sendable (_ index: Int, _ piece: String) -> Event) {
        parts.append(.pieces(pieces, event))
    }
}
