import Exchange
import Support

/// What happens, line by line, for who lives a single seed.
final class Tale: Sendable {
    private let time: ManualTime?
    private let start: Moment

    /// Tells nothing where there is no clock.
    init(_ time: ManualTime?) {
        self.time = time
        start = time?.now ?? Moment(nanoseconds: 0)
    }

    func tell(_ line: @autoclosure () -> String) {
        guard let time else { return }
        let microseconds = (time.now - start).inNanoseconds / 1_000
        let text = "\(microseconds % 1_000_000 + 1_000_000)".dropFirst()
        print("\(microseconds / 1_000_000).\(text) s  \(line())")
    }

    func tell(change: TargetChange) {
        tell(
            "\(change.breaker) \(change.upstream) \(change.modelLabel): \(change.from) to \(change.to), \(change.reason)"
        )
    }
}
