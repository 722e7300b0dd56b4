import Foundation
import Testing

@testable import simulation

/// A few of the lives that `scripts/simulate` lives by the thousand.
///
/// `WEIR_SEEDS` sets how many are lived (200 when unset); `WEIR_SEED` lives one and tells it.
@Suite struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test func `every rule holds in every life`() throws {
        var tally = Tally()
        let recoverer = try Recoverer()
        if let text = Self.environment["WEIR_SEED"], let seed = UInt64(text) {
            let breaches = try Life(seed: seed, recoverer: recoverer, isTold: true).live(&tally)
            #expect(breaches == [], "seed \(seed)")
            return
        }
        let count = Self.environment["WEIR_SEEDS"].flatMap(UInt64.init) ?? 200
        for seed in 1...count {
            for breach in try Life(seed: seed, recoverer: recoverer).live(&tally) {
                Issue.record("scripts/simulate --seed \(seed): \(breach)")
            }
        }
        #expect(try recoverer.close() == nil)
        #expect(tally["lives"] == Int(count) && tally["exchanges"] > tally["lives"])
    }

    @Test func `a seed leads to the same life each time`() throws {
        let recoverer = try Recoverer()
        for seed: UInt64 in [3, 8, 21, 40] {
            let signs = try (0..<2).map { _ in
                let world = try World(seed: seed, folder: recoverer.folder)
                try world.live()
                defer { try? world.end() }
                return Signs(world)
            }
            #expect(signs[0].difference(from: signs[1]) == nil)
        }
    }

    @Test func `two seeds lead to different lives`() throws {
        let recoverer = try Recoverer()
        let signs = try [UInt64(1), 2].map { seed in
            let world = try World(seed: seed, folder: recoverer.folder)
            try world.live()
            defer { try? world.end() }
            return Signs(world)
        }
        #expect(signs[0].difference(from: signs[1]) != nil)
    }
}
