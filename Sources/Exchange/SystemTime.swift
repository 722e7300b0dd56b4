#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The clocks of the operating system: CLOCK_MONOTONIC and CLOCK_REALTIME.
package struct SystemTime: TimeSource {
    /// Makes the source; it holds no state.
    package init() {}

    /// The present moment on CLOCK_MONOTONIC.
    package var now: Moment { Moment(nanoseconds: Self.read(CLOCK_MONOTONIC)) }

    /// The present civil time on CLOCK_REALTIME.
    package var wall: WallTime { WallTime(nanoseconds: Self.read(CLOCK_REALTIME)) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
