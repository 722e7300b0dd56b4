import Exchange
import Foundation
import Support
import Testing

/// Thousands of lives of the line with faults on both sides, each determined by its seed.
///
/// `WEIR_SEEDS` sets how many are lived (3,600 when unset, which are more than 10,000 exchanges); `WEIR_SEED` lives one
/// and tells it.
@Suite struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// What has happened in all lives, so that a simulation in which little happens is found out.
    private struct Happened {
        var outcomes: Set<Outcome> = []
        var failures: Set<FailureCode> = []
        var retries = 0
        var tokens = 0
        var exchanges = 0

        mutating func add(_ exchanges: [Exchange]) {
            self.exchanges += exchanges.count
            for exchange in exchanges {
                outcomes.insert(exchange.outcome)
                if let failure = exchange.failure { failures.insert(failure.code) }
                retries += exchange.attempts.reduce(0) { $0 + $1.freeRetries }
                if exchange.usageSource == .provider { tokens += 1 }
            }
        }
    }

    @Test func `every life leaves exact records and nothing behind`() throws {
        if let text = Self.environment["WEIR_SEED"], let seed = UInt64(text) {
            var happened = Happened()
            let breaches = try Self.live(seed, isTold: true, &happened)
            #expect(breaches == [], "seed \(seed)")
            return
        }
        let count = Self.environment["WEIR_SEEDS"].flatMap(UInt64.init) ?? 3_600
        var happened = Happened()
        var failed = 0
        for seed in 1...count where failed < 20 {
            let breaches = try Self.live(seed, isTold: false, &happened)
            if breaches.isEmpty { continue }
            failed += 1
            Issue.record("WEIR_SEED=\(seed): \(breaches.joined(separator: "; "))")
        }
        #expect(failed == 0)
        if count >= 3_600 { Self.expectVariety(happened) }
    }

    private static func expectVariety(_ happened: Happened) {
        // a crash is told by the next start, not by the line
        #expect(happened.outcomes == Set(Outcome.allCases).subtracting([.gatewayCrashed]))
        // names and TLS are not simulated; the rest needs no network to happen
        let absent: Set<FailureCode> = [
            .dnsFailed, .tlsFailed, .targetTooLong, .versionNotSupported, .secretUnavailable,
            .upstreamErrorEvent, .internal,
        ]
        #expect(Set(FailureCode.allCases).subtracting(happened.failures).subtracting(absent) == [])
        #expect(happened.exchanges >= 10_000)
        #expect(happened.retries > 50)
        #expect(happened.tokens > 500)
    }

    private static func live(_ seed: UInt64, isTold: Bool, _ happened: inout Happened) throws -> [String] {
        let world = try World(seed: seed, isTold: isTold)
        try world.live()
        let verdict = Verdict(world)
        verdict.judge()
        happened.add(world.recorder.exchanges)
        var breaches = verdict.breaches.all
        if !world.isDraining { breaches += try probe(world) }
        try world.end()
        return breaches
    }

    /// Whatever happened before, one more plain request is served.
    private static func probe(_ world: World) throws -> [String] {
        let errand = world.maker.probe()
        // one that is stuck could only be waited for
        for provider in world.providers where provider.isStuck { provider.close(isReset: false) }
        // longer than a breaker stays open at most
        try world.advance(.seconds(91))
        try world.arrive([errand])
        try world.finishWork()
        let answer = world.callers.last?.reader.messages.first
        return answer?.status == 200 && answer?.isWhole == true ? [] : ["a later request got \(answer?.status ?? 0)"]
    }
}
