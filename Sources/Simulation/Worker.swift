#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Lives every so-many-th seed and writes to standard output what the crew needs to know.
///
/// A line is one of: `live SEED` before each life, `broken SEED TEXT`, `count NUMBER NAME`, and `done` at the end. Who
/// stops without `done` died or hung in the life it named last.
struct Worker {
    /// How long one life may take; the system kills the process then.
    private static let longest: UInt32 = 60

    let first: UInt64
    let step: UInt64
    let count: Int

    /// Writes a line at once: the process may end at any moment.
    private static func say(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    func run() throws {
        let recoverer = try Recoverer()
        var tally = Tally()
        for index in 0..<UInt64(count) {
            let seed = first + index * step
            Self.say("live \(seed)")
            alarm(Self.longest)
            for breach in try Life(seed: seed, recoverer: recoverer).live(&tally) {
                Self.say("broken \(seed) \(breach)")
            }
        }
        if let fault = try recoverer.close() { Self.say("broken 0 recovery: \(fault)") }
        for line in tally.lines { Self.say("count \(line)") }
        Self.say("done")
    }
}
