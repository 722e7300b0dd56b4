import Exchange

extension KeyTable {
    static let prices = NamedSections(
        table: price,
        words: "a provider's name, / and a model's name or a pattern with *",
        limit: 4_096,
        isName: { PriceName($0) != nil },
        name: { $0.name },
        start: { name in
            let parts = PriceName(name)
            return ConfiguredPrice(provider: parts?.provider ?? "", model: Pattern(parts?.model ?? ""))
        },
        finish: { _, entry, reading in
            for name in ["input_usd", "output_usd"] where reading.positions["\(entry.path).\(name)"] == nil {
                reading.error(entry, "\(name) is missing; write 0 where nothing is charged")
            }
        }
    )

    static let price = Table(ConfiguredPrice(provider: "", model: Pattern(""))) { field in
        [
            field.price(.input, "1.25", "For a million prompt tokens that have no price of their own."),
            field.price(.output, "10", "For a million generated tokens that have no price of their own."),
            field.price(.cacheRead, "0.125", "For a million prompt tokens read from the provider's cache."),
            field.price(.cacheWrite, "1.5625", "For a million prompt tokens written to the provider's cache."),
            field.price(.cacheWriteHour, "2.5", "For a million prompt tokens written to stay in it for an hour."),
            field.price(.audioInput, "32", "For a million prompt tokens that are sound."),
            field.price(.cachedAudio, "0.4", "For a million prompt tokens that are sound, read from the cache."),
            field.price(.audioOutput, "64", "For a million generated tokens that are sound."),
            field.price(.request, "0.005", "For each request, beside its tokens."),
            field.price(.webSearch, "0.01", "For each search of the web by the provider."),
        ]
    }

    /// Prices are those of providers that exist.
    static func checkPrices(_ settings: Settings, known: [String], _ reading: inout Reading) {
        for price in settings.prices where !known.contains(price.provider) {
            // Looking for the nearest name is costly, and enough has been said.
            if reading.isFull { break }
            let suggestion = Words.suggestion(for: price.provider, in: known)
            reading.error(at: "prices.\(Words.cut(price.name))", "there is no provider of that name\(suggestion)")
        }
    }
}

/// The name of a configured price: `provider/model`; models may hold more slashes, providers hold none.
private struct PriceName {
    let provider: String
    let model: String

    init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        provider = String(text[..<slash])
        model = String(text[text.index(after: slash)...])
        guard provider == "demo" || NameRules.isProvider(provider) else { return nil }
        guard NameRules.isModel(model), !model.contains("**") else { return nil }
    }
}

extension FieldMaker<ConfiguredPrice> {
    fileprivate func price(_ unit: PricedUnit, _ example: String, _ summary: String) -> Field<ConfiguredPrice> {
        scalar("\(unit.rawValue)_usd", \.row[unit], .price(example: example), summary)
    }
}

extension ScalarForm<Price?> {
    /// Dollars in plain decimal digits, with or without quotes; never goes through floating point.
    fileprivate static func price(example: String) -> ScalarForm {
        let expected = "must be USD from 0 to 999999.999999 in plain decimal digits, at most six behind the point"
        return ScalarForm(
            shape: .price,
            example: example,
            read: { entry, reading in
                guard let value = reading.scalar(entry, expected), case .scalar(let text, _) = value.content else {
                    return nil
                }
                if let price = Price(usd: text) { return price }
                reading.error(entry, expected)
                return nil
            },
            show: { $0?.description ?? "" }
        )
    }
}
