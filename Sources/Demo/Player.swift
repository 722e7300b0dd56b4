import Hummingbird
import NIOCore

/// Plays an answer into the caller's connection at its pace, with what is to go wrong.
struct Player: Sendable {
    /// How much of a stream without pauses is gathered into one write, in bytes.
    private static let batchBytes = 16_384

    /// What goes wrong.
    let plight: Plight
    /// How fast it goes.
    let pace: Pace
    /// The caller's connection.
    let wire: Wire

    /// Plays a stream, from its first event to its end.
    @concurrent
    func play(_ script: Script, into writer: inout any ResponseBodyWriter) async throws {
        var stage = Stage(count: script.count, plight: plight)
        var clock = ContinuousClock.now
        try await wire.wait(pace.first)
        clock += pace.first
        if try await !goWrong(script, &stage, into: &writer) { return }
        for part in script.parts {
            switch part {
            case .event(let event):
                if try await !put(event, script, &stage, into: &writer) { return }
            case .pieces(let pieces, let event):
                for (index, piece) in pieces.enumerated() {
                    if index > 0, !pace.isUnbroken {
                        clock += pace.pause(before: piece)
                        try await stage.flush(into: &writer)
                        try await wire.wait(clock - .now)
                    }
                    if try await !put(event(index, piece), script, &stage, into: &writer) { return }
                }
            }
        }
        try await stage.flush(into: &writer)
        try await writer.finish(nil)
    }

    /// Plays a plain body.
    @concurrent
    func play(_ body: ByteBuffer, into writer: inout any ResponseBodyWriter) async throws {
        let half = body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? ByteBuffer()
        switch plight {
        case .cut(_, .clean), .brokenJSON: try await writer.write(half)
        case .cut(_, let ending):
            try await writer.write(half)
            try await wire.close(rst: ending == .reset)
        case .silence(_, let hold):
            try await writer.write(half)
            try await wire.wait(hold)
            try await wire.close(rst: false)
        case .none, .status, .noAnswer, .errorEvent: try await writer.write(body)
        }
        try await writer.finish(nil)
    }

    /// Sends one event, then what goes wrong behind it; false when the stream is over.
    @concurrent
    private func put(
        _ event: Script.Event,
        _ script: Script,
        _ stage: inout Stage,
        into writer: inout any ResponseBodyWriter
    ) async throws -> Bool {
        stage.append(event)
        if stage.pending.readableBytes >= Self.batchBytes { try await stage.flush(into: &writer) }
        return try await goWrong(script, &stage, into: &writer)
    }

    /// Lets go wrong what is due now; false when the stream is over.
    @concurrent
    private func goWrong(
        _ script: Script,
        _ stage: inout Stage,
        into writer: inout any ResponseBodyWriter
    ) async throws -> Bool {
        guard stage.isDue else { return true }
        stage.due = nil
        switch plight {
        case .none, .status, .noAnswer: return true
        case .brokenJSON:
            stage.append(script.broken)
            return true
        case .errorEvent:
            for event in script.failure(stage.sent) { stage.append(event) }
            try await stage.flush(into: &writer)
        case .silence(_, let hold):
            try await stage.flush(into: &writer)
            try await wire.wait(hold)
            try await wire.close(rst: false)
        case .cut(_, let ending):
            try await stage.flush(into: &writer)
            if ending != .clean { try await wire.close(rst: ending == .reset) }
        }
        try await writer.finish(nil)
        return false
    }
}

/// Where a stream stands: what was sent, what waits to be, when it goes wrong.
private struct Stage {
    var sent = 0
    var due: Int?
    var pending = ByteBuffer()

    /// At the latest it goes wrong before the last event, so that no end marker is ever sent.
    init(count: Int, plight: Plight) {
        due = plight.after.map { min($0, count - 1) }
    }

    var isDue: Bool { due == sent }

    mutating func append(_ event: Script.Event) {
        if let name = event.name { pending.writeString("event: \(name)\n") }
        pending.writeString("data: ")
        pending.writeBytes(event.data)
        pending.writeString("\n\n")
        sent += 1
    }

    @concurrent
    mutating func flush(into writer: inout any ResponseBodyWriter) async throws {
        guard pending.readableBytes > 0 else { return }
        try await writer.write(pending)
        pending = ByteBuffer()
    }
}
