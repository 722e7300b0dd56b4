import Exchange
import Policy
import Testing

@Suite struct PriceTableTests {
    @Test func `the shipped table is read whole`() throws {
        let table = try PriceTable.shipped()
        #expect(CivilDay(table.day) != nil)
        #expect(table.entries.count > 500)
        #expect(Set(table.entries.map(\.name)).count == table.entries.count)
    }

    @Test(arguments: [
        ("plain", "plain"), ("PLAIN", "plain"), ("models/plain", "plain"), ("plain-2", nil), ("cached", "cached"),
        ("cached-2026-11-23", "cached"), ("cached-20261123", "cached"), ("cached-20261399", nil),
        ("cached-2026-11-2x", nil), ("family-", "family"), ("family-of-two", "family"), ("next-of-kin", "family"),
        ("the-clans", "family"), ("family-stranger", nil), ("kin", nil), ("", nil), ("models/", nil),
    ])
    func `a model is found by the forms of its names`(name: String, id: String?) throws {
        let table = try PriceSample.table()
        #expect(table.entry(of: name, at: "maker").map { table.entries[$0].name } == id.map { "maker/\($0)" })
    }

    @Test func `a name longer than names are is not looked for`() throws {
        let table = try PriceSample.table()
        #expect(table.entry(of: "family-" + String(repeating: "x", count: 249), at: "maker") != nil)
        #expect(table.entry(of: "family-" + String(repeating: "x", count: 250), at: "maker") == nil)
    }

    @Test func `a fallback is asked behind a provider's own models, and one step only`() throws {
        let table = try PriceTable(
            day: "2026-11-23",
            texts: [
                """
                provider a
                  fallback b
                model shared input 1
                provider b
                  fallback c
                model shared input 2
                model second input 2
                provider c
                model third input 3
                """
            ]
        )
        let names = ["shared", "second", "third"].map { name in
            table.entry(of: name, at: "a").map { table.entries[$0].name }
        }
        #expect(names == ["a/shared", "b/second", nil])
        #expect(table.entry(of: "shared", at: "nobody") == nil)
    }

    @Test func `a provider's text may go on in a second one`() throws {
        let texts = ["provider a\nmodel one input 1", "model two input 2\n  above 5 input 3"]
        let table = try PriceTable(day: "2026-11-23", texts: texts)
        #expect(table.entries.map(\.name) == ["a/one", "a/two"])
        #expect(table.entry(of: "two", at: "a") == 1)
    }

    @Test(arguments: [
        ("model a input 1", 1, "a model stands before any provider"),
        ("names a", 1, "names stands before any model"),
        ("provider", 1, "provider has no name"),
        ("provider a\nprovider a", 2, "a second a"),
        ("provider a\nmodel", 2, "model has no name"),
        ("provider a\nmodel m input", 2, "input has no price"),
        ("provider a\nmodel m input 1e3", 2, "input has no price"),
        ("provider a\nmodel m input -1", 2, "input has no price"),
        ("provider a\nmodel m inputs 1", 2, "what is inputs?"),
        ("provider a\nmodel m input 1 input 2", 2, "what is input?"),
        ("provider a\nmodel m input 1\n  kinds b", 3, "kinds belongs between a provider and its models"),
        ("provider a\n  by chance", 2, "by what?"),
        ("provider a\nmodel m input 1\n  names a*b", 3, "a*b is no form of a name"),
        ("provider a\nmodel m input 1\n  names *", 3, "* is no form of a name"),
        ("provider a\nmodel m input 1\n  above x input 1", 3, "above how many tokens?"),
        ("provider a\nmodel m\n  above 5 input 1\n  above 5 input 2", 4, "the steps of a price come lowest first"),
        ("provider a\nmodel m\n  above -5 input 1", 3, "the steps of a price come lowest first"),
        ("provider a\nmodel m\n  tier\n", 3, "a tier needs a word of its own"),
        ("provider a\nmodel m\n  tier x\n  tier x", 4, "a tier needs a word of its own"),
        ("provider a\nmodel m\n  hours 00:30 24:00 input 1", 3, "hours are two times such as 16:30"),
        ("provider a\nmodel m\n  hours 0:30 1:00 input 1", 3, "hours are two times such as 16:30"),
        ("provider a\nmodel m\n  hours 01:00 02:00 input 1\n  tier x input 1\n", 5, "m has both tiers and hours"),
        ("provider a\nmodal m", 2, "modal is no word of a price table"),
    ])
    func `a text that is no table is told where and why`(text: String, line: Int, reason: String) {
        let error = #expect(throws: PriceTableError.self) { try PriceTable(day: "2026-11-23", texts: [text]) }
        #expect(error?.line == line)
        #expect(error?.reason == reason)
    }
}
