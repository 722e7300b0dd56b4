import Exchange
import Policy
import Testing

@Suite struct PriceOverrideTests {
    private static let prices = [
        ConfiguredPrice("maker/*", [.input: "9", .output: "9"]),
        ConfiguredPrice("maker/st*", [.input: "7", .output: "7"]),
        ConfiguredPrice("maker/plain", [.input: "0.000001", .output: "0"]),
        ConfiguredPrice("stranger/vendor/m-*", [.input: "0.5", .output: "1.5", .request: "0.001"]),
    ]

    private func bill(_ model: String, requested: String? = nil, at provider: String, tier: String? = nil) throws
        -> Bill
    {
        var pricing = try PriceSample.pricing(Self.prices)
        return pricing.bill(
            for: Consumption(
                provider: provider,
                answered: model,
                requested: requested,
                tier: tier,
                usage: Usage(input: 5_000, output: 1),
                wall: PriceSample.noon
            )
        )
    }

    @Test(arguments: [
        ("plain", "maker/plain", 5), ("stepped", "maker/st*", 35_007_000), ("cached", "maker/*", 45_009_000),
    ])
    func `a configured price wins over the table, and of those the one that says most`(
        model: String,
        price: String,
        nanoUSD: Int64
    ) throws {
        let bill = try bill(model, at: "maker", tier: "flex")
        #expect(bill.price == price)
        #expect(bill.cost?.nanoUSD == nanoUSD)
        #expect(bill.lookup == .priced)
    }

    @Test func `it is for the provider of that name alone`() throws {
        #expect(try bill("plain", at: "proxied").price == "maker/plain")
        #expect(try bill("plain", at: "proxied").cost?.nanoUSD == 5_000 * 2_000 + 8_000)
    }

    @Test func `it prices what no table knows, by either name`() throws {
        #expect(try bill("vendor/m-1", at: "stranger").cost?.nanoUSD == 5_000 * 500 + 1_500 + 1_000_000)
        #expect(try bill("m-1", requested: "vendor/m-1", at: "stranger").price == "stranger/vendor/m-*")
        #expect(try bill("vendor/x", at: "stranger").lookup == .unknownModel)
    }

    @Test func `the version tells other prices apart, and not their order`() throws {
        let version = try PriceSample.pricing(Self.prices).version
        let digits = version.dropFirst("2026-11-23+".count)
        #expect(version.hasPrefix("2026-11-23+"))
        #expect(digits.count == 8 && digits.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(try PriceSample.pricing(Self.prices.reversed()).version == version)
        #expect(try PriceSample.pricing(Self.prices.dropLast()).version != version)
        #expect(try PriceSample.pricing().version == "2026-11-23")
        #expect(try bill("plain", at: "maker").version == version)
    }

    @Test(arguments: PricedUnit.allCases)
    func `every price is part of the version`(_ unit: PricedUnit) throws {
        let one = ConfiguredPrice("maker/a", [.input: "1", .output: "1", unit: "2"])
        let other = ConfiguredPrice("maker/a", [.input: "1", .output: "1", unit: "2.000001"])
        #expect(try PriceSample.pricing([one]).version != PriceSample.pricing([other]).version)
    }
}
