import Dispatch
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// SIGTERM and SIGINT as something to wait for.
///
/// The second signal ends the time to drain; the third ends the process at once.
struct StopSignals: Sendable {
    private let first = Promise<Void>()
    private let second = Promise<Void>()

    /// Takes the signals from their default action.
    init() {
        let (first, second) = (first, second)
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // The handler holds its source, which keeps it for the life of the process.
            source.setEventHandler { [source] in
                withExtendedLifetime(source) {
                    if second.known != nil { exit(130) }
                    if first.known != nil { second.fulfil(()) }
                    first.fulfil(())
                }
            }
            source.resume()
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// Fulfilled by the first signal.
    var stop: Promise<Void> { first }

    /// True once a second signal came.
    var isHurried: Bool { second.known != nil }
}

/// Facts about the machine.
enum Machine {
    /// The processors the process may use; at least 1.
    static var coreCount: Int { max(1, System.coreCount) }
}
