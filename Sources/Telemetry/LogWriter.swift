import Glibc

/// The thread that writes a sink's lines out.
enum LogWriter {
    /// The most bytes of one write.
    private static let piece = 256 * 1_024

    /// Starts the thread; it ends after `desk` was closed and emptied.
    static func start(_ desk: LogDesk) {
        var thread = pthread_t()
        let handed = Unmanaged.passRetained(desk)
        let state = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                LogWriter.run(Unmanaged<LogDesk>.fromOpaque(argument).takeRetainedValue())
                return nil
            },
            handed.toOpaque()
        )
        if state == 0 {
            pthread_detach(thread)
        } else {
            handed.release()
        }
    }

    private static func run(_ desk: LogDesk) {
        // A reader that went away must come back as EPIPE, not as a signal that ends the program.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var isTorn = false
        while true {
            switch desk.next(piece) {
            case .end: return
            case .nothing:
                desk.sleep()
                gather()
            case .bytes(let bytes): write(bytes, desk, &isTorn)
            }
        }
    }

    /// Lets lines come together, so that a busy program makes one write of many, not one of each.
    private static func gather() {
        var time = timespec(tv_sec: 0, tv_nsec: 10_000_000)
        nanosleep(&time, nil)
    }

    /// Writes one piece; after a line that was cut in the middle a line feed comes first.
    private static func write(_ bytes: UnsafeRawBufferPointer, _ desk: LogDesk, _ isTorn: inout Bool) {
        if isTorn {
            var feed = UInt8(ascii: "\n")
            guard Glibc.write(desk.descriptor, &feed, 1) == 1 else { return settle(errno, bytes, desk, &isTorn) }
            isTorn = false
        }
        let count = Glibc.write(desk.descriptor, bytes.baseAddress, bytes.count)
        if count > 0 { desk.written(count) } else { settle(errno, bytes, desk, &isTorn) }
    }

    /// Decides what follows a write that failed: try again, wait, or give the lines up.
    private static func settle(
        _ reason: Int32,
        _ bytes: UnsafeRawBufferPointer,
        _ desk: LogDesk,
        _ isTorn: inout Bool
    ) {
        switch reason {
        case EINTR: return
        case EAGAIN: wait(desk.descriptor)
        default: isTorn = desk.failed(bytes.count) || isTorn
        }
    }

    /// Waits until a descriptor that does not block takes bytes again, or a second has passed.
    private static func wait(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, 1_000)
    }
}
