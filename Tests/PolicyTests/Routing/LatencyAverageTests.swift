import Exchange
import Policy
import Testing

@Suite struct LatencyAverageTests {
    private static func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Int64(seconds * 1e9)) }

    private static func milliseconds(_ average: LatencyAverage, _ seconds: Double) -> Double {
        average.value(at: at(seconds))?.inMilliseconds ?? -1
    }

    @Test func `without a sample nothing is known`() {
        #expect(LatencyAverage().value(at: Self.at(5)) == nil)
    }

    @Test func `it goes up at once and down slowly`() {
        var average = LatencyAverage()
        average.note(.milliseconds(100), at: Self.at(0))
        average.note(.milliseconds(900), at: Self.at(1))
        #expect(Self.milliseconds(average, 1) == 900)
        average.note(.milliseconds(100), at: Self.at(2))
        // 900 * e^-0.1 + 100 * (1 - e^-0.1)
        #expect(abs(Self.milliseconds(average, 2) - 823.87) < 0.01)
        for second in 3..<100 { average.note(.milliseconds(100), at: Self.at(Double(second))) }
        #expect(abs(Self.milliseconds(average, 99) - 100) < 0.1)
    }

    @Test func `without samples it fades with a time constant of ten seconds`() {
        var average = LatencyAverage()
        average.note(.seconds(1), at: Self.at(7))
        #expect(abs(Self.milliseconds(average, 17) - 367.879) < 0.001)
        #expect(Self.milliseconds(average, 1e6) == 0)
    }

    @Test func `a clock that goes back and durations beyond sense do no harm`() {
        var average = LatencyAverage()
        average.note(.seconds(2), at: Self.at(10))
        #expect(Self.milliseconds(average, 3) == 2_000)
        average.note(.seconds(1), at: Self.at(5))
        #expect(Self.milliseconds(average, 10) == 2_000)
        average.note(.seconds(-9), at: Moment(nanoseconds: .max))
        #expect(average.value(at: Moment(nanoseconds: .min)) == .zero)
        average.note(.seconds(Int64.max), at: Moment(nanoseconds: .min))
        #expect(average.value(at: Moment(nanoseconds: .max)) == .seconds(86_400))
    }
}
