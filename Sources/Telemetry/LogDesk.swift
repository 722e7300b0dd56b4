import Exchange
import Glibc
import Synchronization

/// What a sink and its writer share: the ring under its lock, and the two bells they ring for each other.
///
/// `@unchecked Sendable`: the ring is only reached under `ring`'s lock, except the bytes that the one
/// writer reads in place, which no push touches before `remove` or `fail` gives them back; the two
/// semaphores may be used from any thread; everything else is constant.
final class LogDesk: @unchecked Sendable {
    private struct State: ~Copyable {
        var ring: LogRing
        var isClosed = false
        var isWriterIdle = false
        var isSomeoneFlushing = false
    }

    /// What the writer finds when it looks for work.
    enum Work {
        case bytes(UnsafeRawBufferPointer)
        case nothing
        case end
    }

    let descriptor: Int32
    private let isOwned: Bool
    private let state: Mutex<State>
    private let work: UnsafeMutablePointer<sem_t>
    private let drained: UnsafeMutablePointer<sem_t>

    init(descriptor: Int32, isOwned: Bool, capacity: Int) {
        self.descriptor = descriptor
        self.isOwned = isOwned
        state = Mutex(State(ring: LogRing(capacity: capacity)))
        work = .allocate(capacity: 1)
        drained = .allocate(capacity: 1)
        sem_init(work, 0, 0)
        sem_init(drained, 0, 0)
    }

    deinit {
        sem_destroy(work)
        sem_destroy(drained)
        work.deallocate()
        drained.deallocate()
        if isOwned { Glibc.close(descriptor) }
    }

    /// Takes a line and wakes the writer if it sleeps.
    func push(_ line: UnsafeRawBufferPointer, _ level: LogLevel) -> Bool {
        // The lock takes no borrowed pointer inside; the address is used only within the call.
        let address = UInt(bitPattern: line.baseAddress)
        let count = line.count
        let (isTaken, mustWake) = state.withLock { state in
            let line = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
            let isTaken = state.ring.push(line, level: level)
            let mustWake = isTaken && state.isWriterIdle
            if mustWake { state.isWriterIdle = false }
            return (isTaken, mustWake)
        }
        if mustWake { sem_post(work) }
        return isTaken
    }

    /// What became of the lines so far.
    var counts: LogCounts {
        state.withLock { LogCounts($0.ring.tallies, waiting: $0.ring.waiting) }
    }

    /// Tells the writer to end once nothing is left.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.isWriterIdle = false
        }
        sem_post(work)
    }

    /// Waits for an empty ring, but not longer than `time`.
    func flush(within time: Duration) -> Int {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        let end = Int64(until.tv_sec) * 1_000_000_000 + Int64(until.tv_nsec) + max(time.inNanoseconds, 0)
        until.tv_sec = Int(end / 1_000_000_000)
        until.tv_nsec = Int(end % 1_000_000_000)
        while true {
            let waiting = state.withLock { state in
                state.isSomeoneFlushing = !state.ring.isEmpty
                return state.ring.waiting
            }
            if waiting == 0 { return 0 }
            if sem_timedwait(drained, &until) != 0, errno == ETIMEDOUT { return counts.waiting }
        }
    }

    /// For the writer: the oldest bytes, or word that there is nothing to do.
    func next(_ most: Int) -> Work {
        state.withLock { state in
            if !state.ring.isEmpty { return .bytes(state.ring.oldest(most)) }
            if state.isClosed { return .end }
            state.isWriterIdle = true
            return .nothing
        }
    }

    /// For the writer: sleeps until a line comes or the sink closes.
    func sleep() {
        while sem_wait(work) != 0 && errno == EINTR {}
    }

    /// For the writer: so many of the oldest bytes are out.
    func written(_ bytes: Int) {
        change { $0.remove(bytes) }
    }

    /// For the writer: the lines of the oldest bytes are lost; true when one of them was half out.
    func failed(_ bytes: Int) -> Bool {
        var wasBegun = false
        change { wasBegun = $0.fail(bytes) }
        return wasBegun
    }

    private func change(_ body: (inout LogRing) -> Void) {
        let mustRing = state.withLock { state in
            body(&state.ring)
            let mustRing = state.isSomeoneFlushing && state.ring.isEmpty
            if mustRing { state.isSomeoneFlushing = false }
            return mustRing
        }
        if mustRing { sem_post(drained) }
    }
}
