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
                        try await flush(&stage, into: &writer)
                        try await wire.wait(clock - .now)
                    }
                    if try await !put(event(index, piece), script, &stage, into: &writer) { return }
                }
            }
        }
        try await flush(&stage, into: &writer)
        try await writer.finish(nil)
    }

    /// Plays a plain body.
    @concurrent
    func play(_ body: ByteBuffer, into writer: inout any ResponseBodyWriter) async throws {
        let half = body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? ByteBuffer()
        switch plight {
        case .cut(_, .clean), .brokenJSON: try await send(half, into: &writer)
        case .cut(_, let ending):
            try await send(half, into: &writer)
            try await wire.close(rst: ending == .reset)
        case .silence(_, let hold):
            try await send(half, into: &writer)
            try await wire.wait(hold)
            try await wire.close(rst: false)
        case .none, .status, .refused, .noAnswer, .errorEvent, .replaced, .badHTTP:
            try await send(body, into: &writer)
        }
        try await writer.finish(nil)
    }

    /// Sends bytes at once, or so many a second.
    @concurrent
    private func send(_ bytes: ByteBuffer, into writer: inout any ResponseBodyWriter) async throws {
        guard let drip = pace.drip else { return try await writer.write(bytes) }
        var rest = bytes
        var due = ContinuousClock.now
        while let piece = rest.readSlice(length: min(drip.bytes, rest.readableBytes)), piece.readableBytes > 0 {
            try await writer.write(piece)
            due += drip.pause
            try await wire.wait(due - .now)
        }
    }

    @concurrent
    private func flush(_ stage: inout Stage, into writer: inout any ResponseBodyWriter) async throws {
        guard stage.pending.readableBytes > 0 else { return }
        try await send(stage.pending, into: &writer)
        stage.pending = ByteBuffer()
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
        if stage.pending.readableBytes >= Self.batchBytes { try await flush(&stage, into: &writer) }
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
        case .none, .status, .refused, .noAnswer, .replaced, .badHTTP: return true
        case .brokenJSON:
            stage.append(script.broken)
            return true
        case .errorEvent(_, let fault):
            for event in script.failure(fault, stage.sent) { stage.append(event) }
            try await flush(&stage, into: &writer)
        case .silence(_, let hold):
            try await flush(&stage, into: &writer)
            try await wire.wait(hold)
            try await wire.close(rst: false)
        case .cut(_, let ending):
            try await flush(&stage, into: &writer)
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
        event.append(to: &pending)
        sent += 1
    }
}
