import Exchange
import Glibc
import Telemetry

/// Runs `body` with a sink into a fresh pipe and returns the lines that came out, at most 64 KiB.
func captured(_ body: (LogSink) -> Void) throws -> [[UInt8]] {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw NoPipe() }
    defer { close(ends[0]) }
    let sink = try LogSink(.descriptor(ends[1]), capacity: 1 << 20)
    body(sink)
    guard sink.flush(within: .seconds(20)) == 0 else { throw NoPipe() }
    close(ends[1])
    return readAll(ends[0]).split(separator: 10).map(Array.init)
}

/// A pipe could not be made or was not emptied.
struct NoPipe: Error {}

/// Everything that is left in a descriptor.
func readAll(_ descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &piece, piece.count)
        if count <= 0 { return all }
        all += piece[..<count]
    }
}

extension LogEnvelope {
    /// The envelope of the tests.
    static let sample = LogEnvelope(version: "0.1.0", instance: "0192f0c1")
}
