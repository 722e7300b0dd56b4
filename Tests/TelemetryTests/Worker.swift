import Glibc
import Synchronization

/// A thread of its own that works on one thing, so that a test may block or spin without starving another.
final class Worker<Product: Sendable>: Sendable {
    private final class Job: Sendable {
        let body: @Sendable () -> Product
        let product = Mutex<Product?>(nil)

        init(_ body: @escaping @Sendable () -> Product) {
            self.body = body
        }

        func run() {
            let made = body()
            product.withLock { $0 = made }
        }
    }

    /// There is no product: the thread could not be started.
    struct NoProduct: Error {}

    private let job: Job
    private let thread: pthread_t

    init(_ body: @escaping @Sendable () -> Product) {
        let job = Job(body)
        let start = Unmanaged.passRetained(Start { job.run() })
        var thread = pthread_t()
        let state = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            start.toOpaque()
        )
        if state != 0 { start.release() }
        self.job = job
        self.thread = thread
    }

    /// Waits for the thread to end and returns what it made.
    func join() throws -> Product {
        pthread_join(thread, nil)
        guard let product = job.product.withLock({ $0 }) else { throw NoProduct() }
        return product
    }
}

/// What a thread begins with.
private final class Start: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
