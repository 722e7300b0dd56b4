import Exchange
import Glibc
import Telemetry

/// Runs `body` with a sink into a fresh pipe and returns the lines that came out, at most 64 KiB.
func captured(_ body: (LogSink) -> Void) throws -> [[UInt8]] {
    let ends = try makePipe()
    defer { close(ends.reader) }
    let sink = try LogSink(.descriptor(ends.writer), capacity: 1 << 20)
    body(sink)
    guard sink.flush(within: .seconds(20)) == 0 else { throw NoPipe() }
    close(ends.writer)
    return readAll(ends.reader).split(separator: 10).map(Array.init)
}

/// A pipe whose ends no program started by another test keeps open.
func makePipe() throws -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else { throw NoPipe() }
    return (ends[0], ends[1])
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
