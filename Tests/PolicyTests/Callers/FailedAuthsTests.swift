import Exchange
import Policy
import Testing

@Suite struct FailedAuthsTests {
    private static func address(_ number: UInt32) -> NetworkAddress? {
        NetworkAddress(bytes: withUnsafeBytes(of: number.bigEndian) { Array($0) })
    }

    private static func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }

    @Test func `so many failures are refused at once, and one more for every part of the window`() throws {
        let one = try #require(Self.address(1))
        var table = FailedAuths(most: 30, window: .seconds(60))
        for _ in 0..<30 {
            #expect(!table.isThrottled(one, at: Self.at(0)))
            #expect(table.fail(one, at: Self.at(0)) == .refused)
        }
        #expect(table.isThrottled(one, at: Self.at(0)))
        #expect(table.fail(one, at: Self.at(0)) == .throttled(.seconds(2)))
        #expect(table.fail(one, at: Self.at(1_500)) == .throttled(.milliseconds(500)))
        #expect(table.fail(one, at: Self.at(2_000)) == .refused)
        #expect(table.fail(one, at: Self.at(2_000)) == .throttled(.seconds(2)))
        let two = try #require(Self.address(2))
        #expect(table.fail(two, at: Self.at(2_000)) == .refused)
        // after a quiet window all is as in the beginning
        for _ in 0..<30 { #expect(table.fail(one, at: Self.at(100_000)) == .refused) }
    }

    @Test func `another bound begins anew, and the same one changes nothing`() throws {
        let one = try #require(Self.address(1))
        var table = FailedAuths(most: 2, window: .seconds(60))
        for _ in 0..<2 { _ = table.fail(one, at: Self.at(0)) }
        table.change(most: 2, window: .seconds(60))
        #expect(table.fail(one, at: Self.at(0)) == .throttled(.seconds(30)))
        table.change(most: 1, window: .seconds(60))
        #expect(table.count == 0 && table.fail(one, at: Self.at(0)) == .refused)
        #expect(table.fail(one, at: Self.at(0)) == .throttled(.seconds(60)))
        table.change(most: 0, window: .seconds(60))
        #expect(table.fail(one, at: Self.at(0)) == .refused && table.count == 0)
    }

    @Test func `without a bound nothing is throttled or remembered`() throws {
        let one = try #require(Self.address(1))
        var table = FailedAuths(most: 0, window: .seconds(60))
        for _ in 0..<1_000 { #expect(table.fail(one, at: Self.at(0)) == .refused) }
        #expect(table.count == 0)
    }

    @Test func `the quietest address makes room, and the noisy one stays`() throws {
        let noisy = try #require(Self.address(1))
        var table = FailedAuths(most: 3, window: .seconds(60), capacity: 8)
        for _ in 0..<3 { #expect(table.fail(noisy, at: Self.at(0)) == .refused) }
        for number in 2..<10_000 as Range<UInt32> {
            let address = try #require(Self.address(number))
            #expect(table.fail(address, at: Self.at(1)) == .refused)
            #expect(table.count <= 8)
        }
        #expect(table.isThrottled(noisy, at: Self.at(1)))
    }

    /// The same rule, as plainly as it can be written: tokens in a bucket for each address, none forgotten.
    private struct Model {
        let most: Double
        let window: Double
        var buckets: [UInt32: (level: Double, at: Double)] = [:]

        mutating func fail(_ address: UInt32, at now: Double) -> Bool {
            let (level, before) = buckets[address] ?? (most, now)
            let filled = min(most, level + (now - before) * most / window)
            let isRefused = filled > 1 - 1e-6
            buckets[address] = (isRefused ? filled - 1 : filled, now)
            return isRefused
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `what random addresses are told is what plain buckets say`(_ seed: UInt64) throws {
        var random = Draws(state: seed)
        // whole intervals, so that the model's fractions cannot round to the other side
        var table = FailedAuths(most: 5, window: .milliseconds(5_000))
        var model = Model(most: 5, window: 5_000)
        var now: Int64 = 0
        for _ in 0..<100_000 {
            now += Int64.random(in: 0...60, using: &random) * (Int.random(in: 0..<50, using: &random) == 0 ? 100 : 1)
            let number = UInt32.random(in: 0..<20, using: &random)
            let address = try #require(Self.address(number))
            let verdict = table.fail(address, at: Self.at(now))
            let isRefused = model.fail(number, at: Double(now))
            #expect((verdict == .refused) == isRefused)
        }
    }

    private struct Draws: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }
}
