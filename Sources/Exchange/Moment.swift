/// A point on the monotonic clock, in nanoseconds; only differences mean anything.
package struct Moment: Sendable, Hashable, Comparable {
    /// Nanoseconds since an arbitrary start.
    package var nanoseconds: Int64

    /// Makes the moment that lies so many nanoseconds after the clock's start.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Tells which of two moments came first.
    package static func < (left: Moment, right: Moment) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The time from `right` to `left`; negative when `left` came first.
    package static func - (left: Moment, right: Moment) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }

    /// The moment that lies `right` after `left`.
    package static func + (left: Moment, right: Duration) -> Moment {
        Moment(nanoseconds: left.nanoseconds + right.inNanoseconds)
    }
}

/// A point in civil time, in nanoseconds since 1970-01-01T00:00:00Z; it may jump.
package struct WallTime: Sendable, Hashable, Comparable {
    /// Nanoseconds since the Unix epoch.
    package var nanoseconds: Int64

    /// Makes the wall time that lies so many nanoseconds after the Unix epoch.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Tells which of two wall times is earlier.
    package static func < (left: WallTime, right: WallTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Whole microseconds since the Unix epoch, as stored in the history.
    package var microseconds: Int64 { nanoseconds / 1_000 }

    /// Whole milliseconds since the Unix epoch, as held in a ULID.
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Whole seconds since the Unix epoch.
    package var seconds: Int64 { nanoseconds / 1_000_000_000 }

    /// The wall time that lies `right` after `left`.
    package static func + (left: WallTime, right: Duration) -> WallTime {
        WallTime(nanoseconds: left.nanoseconds + right.inNanoseconds)
    }
}

extension Duration {
    /// The duration in whole nanoseconds; saturates at about 292 years.
    package var inNanoseconds: Int64 {
        // nearly all are shorter than 18 s, and a division of 128 bits costs more than what is done with them
        let all = attoseconds
        if all >> 64 == 0 { return Int64(UInt64(truncatingIfNeeded: all) / 1_000_000_000) }
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflowed ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds, for metrics.
    package var inSeconds: Double { Double(inNanoseconds) / 1e9 }

    /// The duration in milliseconds, for the log line.
    package var inMilliseconds: Double { Double(inNanoseconds) / 1e6 }
}

/// The two clocks of the program; tests and the simulation pass their own.
package protocol TimeSource: Sendable {
    /// The present moment on the monotonic clock.
    var now: Moment { get }
    /// The present civil time.
    var wall: WallTime { get }
}
