import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Several processes that share the lives, so that one that dies costs no more than one life.
final class Crew: Sendable {
    /// How many processors there are.
    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private struct State: Sendable {
        var tally = Tally()
        var failed: [(seed: UInt64, breach: String)] = []
    }

    private let first: UInt64
    private let seeds: Int
    private let processes: Int
    private let state = Mutex(State())

    init(first: UInt64, seeds: Int, processes: Int) {
        self.first = first
        self.seeds = seeds
        self.processes = processes
    }

    /// Lives all lives and prints what happened; true when no rule was broken.
    func run() throws -> Bool {
        let clock = ContinuousClock()
        let began = clock.now
        DispatchQueue.concurrentPerform(iterations: processes) { index in oversee(index) }
        let (tally, failed) = state.withLock { ($0.tally, $0.failed) }
        // a few lives need not see everything
        let missing = seeds >= 5_000 && failed.isEmpty ? tally.missing : []
        CrewReport(tally: tally, failed: failed, missing: missing, seeds: seeds, time: clock.now - began).show()
        return failed.isEmpty && missing.isEmpty
    }

    /// Starts a process for every so-many-th seed, and another for the rest when it dies.
    private func oversee(_ index: Int) {
        var next = UInt64(index)
        while next < UInt64(seeds) {
            let left = (UInt64(seeds) - next - 1) / UInt64(processes) + 1
            guard let died = watch(from: first + next, count: left) else { return }
            next = died - first + UInt64(processes)
        }
    }

    /// Reads what one process says; the seed it died in, or nil when it came to its end.
    private func watch(from seed: UInt64, count: UInt64) -> UInt64? {
        let program = CommandLine.arguments[0]
        let command = "exec '\(program)' --first \(seed) --seeds \(count) --step \(processes)"
        guard let pipe = popen(command, "r") else {
            fail(seed, "no process can be started")
            return nil
        }
        var living = seed
        var isDone = false
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { free(line) }
        while getline(&line, &room, pipe) > 0, let text = line.map({ String(cString: $0) }) {
            take(text.dropLast(), &living, &isDone)
        }
        let status = pclose(pipe)
        if isDone { return nil }
        let signal = status & 0x7F
        fail(living, signal == SIGALRM ? "the life never ended" : "the process died (status \(status))")
        return living
    }

    private func take(_ line: Substring, _ living: inout UInt64, _ isDone: inout Bool) {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard let word = parts.first else { return }
        let rest = parts.count > 1 ? parts[1] : ""
        switch word {
        case "live": living = UInt64(rest) ?? living
        case "count": state.withLock { $0.tally.add(line: rest) }
        case "broken": fail(living, String(rest.drop { $0 != " " }.dropFirst()))
        case "done": isDone = true
        default: print(line)
        }
    }

    private func fail(_ seed: UInt64, _ breach: String) {
        state.withLock { $0.failed.append((seed, breach)) }
    }
}
