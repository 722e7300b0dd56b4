import Exchange
import Policy
import Testing

@Suite struct PriceNumberTests {
    @Test(arguments: [
        ("0", 0), ("1", 1_000_000), ("0.000001", 1), ("0.075", 75_000), ("1.25", 1_250_000), ("10.0", 10_000_000),
        ("999999.999999", 999_999_999_999), ("3.125000", 3_125_000),
    ])
    func `dollars are read exactly`(text: String, microUSD: Int64) {
        #expect(Price(usd: text)?.microUSD == microUSD)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "01", "00", "-1", "+1", "1e3", "1,5", "1 ", " 1", "0x1", "1000000", "0.0000001", "1.2.3",
        "NaN",
        "1_000", "\u{0661}", "1.\u{0662}",
    ])
    func `what is no plain amount of dollars is refused`(_ text: String) {
        #expect(Price(usd: text) == nil)
    }

    @Test(arguments: ["0", "1", "0.075", "1.5625", "999999.999999", "10", "0.000001"])
    func `a price is written as it was read`(_ text: String) {
        #expect(Price(usd: text)?.description == text)
    }

    @Test func `a price stays within its bounds`() {
        #expect(Price(microUSD: -5).microUSD == 0)
        #expect(Price(microUSD: .max).microUSD == 999_999_999_999)
    }

    @Test func `every unit has a place of its own in a row`() {
        var row = PriceRow()
        for (index, unit) in PricedUnit.allCases.enumerated() { row[unit] = Price(microUSD: Int64(index)) }
        for (index, unit) in PricedUnit.allCases.enumerated() { #expect(row[unit]?.microUSD == Int64(index)) }
        for unit in PricedUnit.allCases { row[unit] = nil }
        #expect(row == PriceRow())
    }

    /// A price of 0.0005 USD a million is half a nano-dollar a token.
    @Test(arguments: [(1, 0), (2, 1), (3, 2), (4, 2), (5, 2), (6, 3), (7, 4), (1_001, 500)])
    func `a bill is rounded once, half to even`(tokens: Int64, nanoUSD: Int64) {
        var row = PriceRow()
        row[.input] = Price(usd: "0.0005")
        #expect(row.cost(of: Usage(input: tokens))?.nanoUSD == nanoUSD)
    }

    @Test(arguments: [(499, 0), (500, 0), (501, 1), (1_499, 1), (1_500, 2), (2_500, 2), (2_501, 3)])
    func `rounding looks at every pico-dollar`(microUSD: Int64, nanoUSD: Int64) {
        var row = PriceRow()
        row[.input] = Price(microUSD: microUSD)
        #expect(row.cost(of: Usage(input: 1))?.nanoUSD == nanoUSD)
    }

    @Test func `parts are summed before they are rounded`() {
        var row = PriceRow()
        row[.input] = Price(microUSD: 300)
        row[.output] = Price(microUSD: 300)
        #expect(row.cost(of: Usage(input: 1, output: 1))?.nanoUSD == 1)
    }

    private static let hostile: [Int64] = [.min, -1, 0, 1, .max - 1, .max]

    @Test(arguments: hostile, hostile)
    func `counts no provider should send cost what can be held, and stop nothing`(_ one: Int64, _ other: Int64) {
        var row = PriceRow()
        for unit in PricedUnit.allCases { row[unit] = Price(microUSD: .max) }
        var usage = Usage(input: one, output: other, cacheRead: other, cacheWrite: one)
        usage.cacheWriteHour = other
        usage.audioInput = one
        usage.cachedAudio = other
        usage.audioOutput = one
        usage.webSearches = other
        let cost = row.cost(of: usage)
        // The request itself costs 999,999.999999 USD.
        #expect(cost.map { $0.nanoUSD >= 999_999_999_999_000 } == true)
        if max(one, other) > 1_000_000_000 { #expect(cost?.nanoUSD == .max) }
    }

    @Test func `negative counts take nothing off a bill`() {
        var row = PriceRow()
        row[.input] = Price(usd: "1")
        row[.cacheRead] = Price(usd: "0.1")
        #expect(row.cost(of: Usage(input: 10, cacheRead: -1_000))?.nanoUSD == 10_000)
        #expect(row.cost(of: Usage(input: -10))?.nanoUSD == 0)
    }

    @Test func `parts larger than their whole are priced, and the rest is nothing`() {
        var row = PriceRow()
        row[.input] = Price(usd: "1")
        row[.cacheRead] = Price(usd: "0.1")
        #expect(row.cost(of: Usage(input: 10, cacheRead: 1_000))?.nanoUSD == 100_000)
    }
}
