import Exchange
import Foundation
import Policy
import Testing

/// The costs stored with recorded answers.
@Suite(.enabled(if: PriceFolders.hasFixtures, "WEIR_FIXTURES names no folder"))
struct PriceFixtureTests {
    private struct Expected: Decodable {
        struct Stored: Decodable {
            enum CodingKeys: String, CodingKey {
                case usd
                case model = "price_model"
            }

            let usd: Decimal
            let model: String
        }

        let provider: String
        let model: String?
        let tokens: [String: Int64?]
        let cost: Stored

        var usage: Usage {
            var usage = Usage(
                input: tokens["input"] ?? nil,
                output: tokens["output"] ?? nil,
                cacheRead: tokens["cache_read"] ?? nil,
                cacheWrite: tokens["cache_write"] ?? nil,
                reasoning: tokens["reasoning"] ?? nil
            )
            usage.cacheWriteHour = tokens["cache_write_1h"] ?? nil
            usage.audioInput = tokens["audio_in"] ?? nil
            usage.audioOutput = tokens["audio_out"] ?? nil
            return usage
        }
    }

    private struct Request: Decodable {
        struct Body: Decodable { let model: String? }

        let path: String
        let body: Body?

        /// The model of the body or, for Bedrock and Gemini, of the path.
        var model: String? {
            if let model = body?.model { return model }
            for mark in ["/model/", "/models/"] {
                guard let range = path.range(of: mark) else { continue }
                return path[range.upperBound...].prefix { $0 != "/" }.removingPercentEncoding
            }
            return nil
        }
    }

    @Test func `every stored cost comes out to the nano-dollar, with the same entry`() throws {
        let folder = try #require(PriceFolders.fixtures)
        let kinds = [
            "openai", "anthropic", "gemini", "vertex", "bedrock", "azure", "groq", "mistral", "deepseek", "xai",
        ]
        let providers = (kinds + ["cohere", "perplexity"]).map { PricedProvider(name: $0, kind: $0, host: "127.0.0.1") }
        var pricing = Pricing(table: try PriceTable.shipped(), providers: providers)
        var compared = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            guard file.hasSuffix(".expected.json") else { continue }
            let name = String(file.dropLast(".expected.json".count))
            let url = folder.appendingPathComponent(file)
            // Answers without a stored cost lack what is asked for here.
            guard let expected = try? JSONDecoder().decode(Expected.self, from: Data(contentsOf: url)) else { continue }
            let asked = try Data(contentsOf: folder.appendingPathComponent(name + ".request.json"))
            let bill = pricing.bill(
                for: Consumption(
                    provider: expected.provider,
                    answered: expected.model,
                    requested: try JSONDecoder().decode(Request.self, from: asked).model,
                    usage: expected.usage,
                    wall: CivilDay(number: 20_780).start + .seconds(43_200)
                )
            )
            compared += 1
            #expect(bill.cost.map { Decimal($0.nanoUSD) } == expected.cost.usd * 1_000_000_000, "\(name)")
            // A fallback's entry bears the fallback's name.
            #expect(bill.price?.drop { $0 != "/" }.dropFirst() == expected.cost.model[...], "\(name)")
        }
        #expect(compared >= 53)
    }
}
