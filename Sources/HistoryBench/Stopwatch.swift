#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Time that has passed, and time that processors have worked for this program.
struct Stopwatch {
    private(set) var wallSeconds = 0.0
    private(set) var processorSeconds = 0.0

    /// Adds the time that `body` takes.
    mutating func measure<R>(_ body: () throws -> R) rethrows -> R {
        let wall = Self.read(CLOCK_MONOTONIC)
        let processor = Self.read(CLOCK_PROCESS_CPUTIME_ID)
        defer {
            wallSeconds += Self.read(CLOCK_MONOTONIC) - wall
            processorSeconds += Self.read(CLOCK_PROCESS_CPUTIME_ID) - processor
        }
        return try body()
    }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Figures of many runs of the same thing.
struct Runs {
    private var milliseconds: [Double] = []

    /// Adds a run.
    mutating func add(_ watch: Stopwatch) { milliseconds.append(watch.wallSeconds * 1_000) }

    /// The run in the middle.
    var median: Double { rank(0.5) }
    /// The run that 95 of 100 do not exceed.
    var p95: Double { rank(0.95) }

    private func rank(_ share: Double) -> Double {
        let sorted = milliseconds.sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(Int((Double(sorted.count) * share).rounded(.up)), sorted.count) - 1]
    }
}
