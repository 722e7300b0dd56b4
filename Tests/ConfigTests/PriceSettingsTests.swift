import Config
import Exchange
import Testing

@Suite struct PriceSettingsTests {
    private static let whole = """
        providers: { openai: { keys: ["${KEY}"] } }
        prices:
          "openai/vendor/gpt-4.1*":
            input_usd: 0.075
            output_usd: "3"
            cache_read_usd: ${CENT:-0.01}
            cache_write_usd: 1.5625
            cache_write_hour_usd: 2.000001
            audio_input_usd: 32
            cached_audio_usd: 0.4
            audio_output_usd: 64
            request_usd: 0.005
            web_search_usd: 999999.999999
          demo/demo-chat: { input_usd: 0, output_usd: 0 }
        """

    @Test func `prices arrive exactly and ordered by name`() throws {
        let result = Sample.load(Self.whole)
        #expect(result.diagnostics.all == [])
        let prices = try #require(result.settings?.prices)
        #expect(prices.map(\.name) == ["demo/demo-chat", "openai/vendor/gpt-4.1*"])
        #expect(prices[1].provider == "openai")
        #expect(prices[1].model == Pattern("vendor/gpt-4.1*"))
        let read = PricedUnit.allCases.map { prices[1].row[$0]?.microUSD }
        let written: [Int64] = [
            75_000, 3_000_000, 10_000, 1_562_500, 2_000_001, 32_000_000, 400_000, 64_000_000, 5_000, 999_999_999_999,
        ]
        #expect(read == written)
        #expect(prices[0].row[.input] == Price(microUSD: 0))
        #expect(prices[0].row[.cacheRead] == nil)
    }

    @Test func `a price is part of the canonical text and so of the revision`() throws {
        let settings = try #require(Sample.load(Self.whole).settings)
        #expect(settings.canonicalText.contains("prices.openai/vendor/gpt-4.1*.input_usd = 0.075\n"))
        #expect(settings.canonicalText.contains("prices.openai/vendor/gpt-4.1*.cache_write_hour_usd = 2.000001\n"))
        let other = try #require(Sample.load(Self.whole.replacing("0.075", with: "0.076")).settings)
        #expect(other.canonicalText != settings.canonicalText)
    }

    @Test func `every unit has its key`() {
        let keys = KeyTable.rows.map(\.path).filter { $0.hasPrefix("prices.*.") }
        #expect(keys == PricedUnit.allCases.map { "prices.*.\($0.rawValue)_usd" })
    }

    private static let amount =
        "must be USD from 0 to 999999.999999 in plain decimal digits, at most six behind the point"
    private static let name = "a name must be a provider's name, / and a model's name or a pattern with *"

    @Test(arguments: [
        "-1", "1e3", "1,5", "\"\"", ".5", "5.", "01", "0.0000001", "1000000", "much", "true", "$1", "\"1 \"", "0x1",
        "1_000", ".inf", ".nan",
    ])
    func `what is no plain amount of dollars is refused`(_ text: String) {
        let findings = Sample.findings(
            """
            prices:
              demo/a:
                output_usd: 1
                input_usd: \(text)
            """
        )
        #expect(findings == ["4:16  error    prices.demo/a.input_usd: \(Self.amount)"])
    }

    @Test(arguments: [
        BadFile(
            "no provider in the name",
            "prices: { gpt-5: { input_usd: 1, output_usd: 1 } }\n",
            "1:11  error    prices.gpt-5: \(name)"
        ),
        BadFile(
            "no model in the name",
            "prices: { demo/: { input_usd: 1, output_usd: 1 } }\n",
            "1:11  error    prices.demo/: \(name)"
        ),
        BadFile(
            "a double star",
            "prices: { \"demo/a**\": { input_usd: 1, output_usd: 1 } }\n",
            "1:11  error    prices.demo/a**: \(name)"
        ),
        BadFile(
            "a provider that is none",
            "prices: { \"Open AI/a\": { input_usd: 1, output_usd: 1 } }\n",
            "1:11  error    prices.Open AI/a: \(name)"
        ),
        BadFile(
            "a provider that is missing",
            """
            providers: { openai: { keys: ["${KEY}"] } }
            prices:
              opnai/gpt-5: { input_usd: 1, output_usd: 1 }
            """,
            "3:16  error    prices.opnai/gpt-5: there is no provider of that name; did you mean \"openai\"?"
        ),
        BadFile(
            "no price of input",
            "prices: { demo/a: { output_usd: 1 } }\n",
            "1:19  error    prices.demo/a: input_usd is missing; write 0 where nothing is charged"
        ),
        BadFile(
            "no prices",
            """
            prices:
              demo/a:
            """,
            "2:10  error    prices.demo/a: input_usd is missing; write 0 where nothing is charged",
            "2:10  error    prices.demo/a: output_usd is missing; write 0 where nothing is charged"
        ),
        BadFile(
            "a price without its unit",
            """
            prices:
              demo/a:
                input_usd: 1
                output_usd: 1
                cache_reads_usd: 1
            """,
            "5:5  error    prices.demo/a.cache_reads_usd: unknown key; did you mean \"cache_read_usd\"?"
        ),
        BadFile(
            "a price without a value",
            """
            prices:
              demo/a:
                input_usd: 1
                output_usd:
            """,
            "4:16  error    prices.demo/a.output_usd: has no value; \(amount), or take the key out"
        ),
        BadFile(
            "a list of prices",
            "prices: [1]\n",
            "1:9  error    prices: must be a mapping, not a list"
        ),
        BadFile(
            "a price twice",
            """
            prices:
              demo/a: { input_usd: 1, output_usd: 1 }
              demo/a: { input_usd: 2, output_usd: 2 }
            """,
            "2:3  error    written more than once here: \"demo/a\""
        ),
    ])
    func `a bad price is told what is wrong and where`(_ file: BadFile) {
        #expect(Sample.findings(file.text) == file.findings)
    }
}
