import NIOCore

/// Runs the jobs of async functions on one event loop, within the turn that woke them.
///
/// Channel handlers bracket each callback with `enter` and `leave`; the outermost `leave` runs what the
/// callback woke, first in, first out, never nested. A job enqueued outside a bracket is run by a task
/// of the loop. A drain runs at most `turnBound` jobs before it lets the loop do I/O again.
///
/// `@unchecked Sendable`: `ready`, `depth` and `isArmed` are touched only on `loop`; `enqueue` from
/// another thread only calls `loop.execute`, which is thread-safe.
final class LoopExecutor: TaskExecutor, @unchecked Sendable {
    private static let turnBound = 4_096

    let loop: any EventLoop
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var depth = 0
    private var isArmed = false

    /// Makes the executor of `loop`; it must outlive every task that prefers it.
    init(loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if loop.inEventLoop {
            ready.append(job)
            if depth == 0 { arm() }
        } else {
            loop.execute {
                self.enter()
                self.ready.append(job)
                self.leave()
            }
        }
    }

    /// Begins a callback; jobs wait until the matching `leave`.
    func enter() {
        depth += 1
    }

    /// Ends a callback; the outermost one runs the jobs that wait.
    func leave() {
        if depth == 1 && !ready.isEmpty { drain() }
        depth -= 1
    }

    private func drain() {
        var budget = Self.turnBound
        while !ready.isEmpty && budget > 0 {
            swap(&ready, &running)
            for job in running { job.runSynchronously(on: asUnownedTaskExecutor()) }
            budget -= running.count
            running.removeAll(keepingCapacity: true)
        }
        if !ready.isEmpty { arm() }
    }

    private func arm() {
        if isArmed { return }
        isArmed = true
        loop.execute {
            self.isArmed = false
            self.enter()
            self.leave()
        }
    }
}
