import Exchange
import Testing

@Suite struct MomentTests {
    @Test func `moments and wall times are ordered and differ by durations`() {
        let early = Moment(nanoseconds: 1_500)
        let late = early + .microseconds(2)
        #expect(early < late)
        #expect(late - early == .nanoseconds(2_000))
        #expect(early - late == .nanoseconds(-2_000))
        #expect(WallTime(nanoseconds: 1) + .seconds(1) == WallTime(nanoseconds: 1_000_000_001))
        #expect(WallTime(nanoseconds: 1) < WallTime(nanoseconds: 2))
    }

    @Test func `a wall time is told in whole units, cut towards 1970`() {
        let wall = WallTime(nanoseconds: 1_795_396_659_123_456_789)
        #expect(wall.microseconds == 1_795_396_659_123_456)
        #expect(wall.milliseconds == 1_795_396_659_123)
        #expect(wall.seconds == 1_795_396_659)
        #expect(WallTime(nanoseconds: -1).seconds == 0)
    }

    @Test(
        arguments: [
            (.zero, 0),
            (.nanoseconds(1), 1),
            (.nanoseconds(-1), -1),
            (.microseconds(7), 7_000),
            (.seconds(3) + .nanoseconds(5), 3_000_000_005),
            (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
            (Duration(secondsComponent: 9_223_372_036, attosecondsComponent: 854_775_807_000_000_000), .max),
            (.seconds(9_223_372_037), .max),
            (.seconds(-9_223_372_037), .min),
            (.seconds(Int64.max), .max),
            (.seconds(Int64.min), .min),
        ] as [(Duration, Int64)]
    )
    func `a duration has whole nanoseconds and saturates`(_ duration: Duration, _ nanoseconds: Int64) {
        #expect(duration.inNanoseconds == nanoseconds)
    }

    @Test func `a duration has seconds and milliseconds with fractions`() {
        #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
        #expect(Duration.microseconds(2_500).inMilliseconds == 2.5)
        #expect(Duration.milliseconds(-250).inSeconds == -0.25)
    }

    @Test func `the clock of the system does not go back and knows the century`() {
        let time = SystemTime()
        let first = time.now
        #expect(first <= time.now)
        #expect(time.wall > WallTime(nanoseconds: 1_700_000_000_000_000_000))
    }
}
