import Exchange
import Policy
import Testing

@Suite struct OneTargetTests {
    private static let failed = AttemptEnd.serverError(status: 503)

    @Test(arguments: [20, 50, 500, 2_000], [true, false])
    func `a provider that only fails is asked at most a fifth more`(milliseconds: Int, hasBreaker: Bool) {
        var target = OneTarget(seed: UInt64(milliseconds)) { now, _ in now < .second(30) ? .answered : Self.failed }
        if !hasBreaker { target.breakerSettings = nil }
        target.latency = .milliseconds(milliseconds)
        target.run(seconds: 90)
        let calls = target.answers.filter { $0.at >= .second(32) }.count
        let upstream = target.attempts.filter { $0.at >= .second(32) }.count
        #expect(calls == 5_800)
        #expect(Double(upstream) / Double(calls) <= 1.20)
        if hasBreaker { #expect(upstream < 100) } else { #expect(upstream > calls) }
    }

    @Test(arguments: [UInt64](1...5), [50, 500])
    func `an outage of a minute costs few probes and is over with the first good ones`(seed: UInt64, milliseconds: Int)
    {
        var target = OneTarget(seed: seed) { now, _ in
            now < .second(30) || now >= .second(90) ? .answered : Self.failed
        }
        target.latency = .milliseconds(milliseconds)
        target.run(seconds: 160)
        let probes = target.attempts.filter { $0.isProbe && $0.at < .second(90) }
        #expect(probes.count <= 12)
        #expect((1...12).contains(probes.count))
        let firstGood = target.attempts.first { $0.isProbe && $0.end == .answered }
        let closed = target.changes.first { $0.to == .closed }
        guard let firstGood, let closed else {
            Issue.record("it never closed")
            return
        }
        let known = firstGood.at + target.latency * 1.5
        #expect(closed.at - known <= .seconds(1))
        // From then on everything is served.
        let later = target.answers.filter { $0.at > closed.at }
        #expect(later.count { !$0.isGood } == 0)
        #expect(target.changes.filter { $0.to == .closed }.count == 1)
    }

    @Test(arguments: [UInt64](1...4), [20, 50, 150, 300, 1_000])
    func `one failure in twenty is hardly noticed`(seed: UInt64, milliseconds: Int) {
        var target = OneTarget(seed: seed) { _, chance in chance.chance(5) ? Self.failed : .answered }
        target.latency = .milliseconds(milliseconds)
        target.run(seconds: 120)
        let good = target.answers.filter(\.isGood).count
        #expect(Double(good) / Double(target.answers.count) >= 0.999)
        #expect(target.changes.isEmpty)
    }
}
