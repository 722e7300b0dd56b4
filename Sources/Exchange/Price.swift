/// A price in whole micro-dollars: one is 0.000001 USD, for a million tokens or for one request or search.
///
/// A micro-dollar for a million tokens is a pico-dollar for each, so sums over tokens are exact. Always below a million
/// dollars.
package struct Price: Sendable, Hashable, CustomStringConvertible {
    /// The most digits before the point, and behind it.
    private static let digits = 6

    /// The price in micro-dollars, from 0 to 999,999,999,999.
    package let microUSD: Int64

    /// Makes a price; one that is out of bounds becomes the nearest that is not.
    package init(microUSD: Int64) {
        self.microUSD = min(max(microUSD, 0), 999_999_999_999)
    }

    /// Reads dollars in plain decimal digits, such as `0.075`; nil for anything else.
    ///
    /// At most 6 digits before the point and 6 behind it; no sign, no exponent, no leading zero. Never goes through
    /// floating point.
    package init?(usd text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2,
            whole.count == 1 || whole.first != UInt8(ascii: "0")
        else { return nil }
        var amount: Int64 = 0
        for part in parts {
            guard (1...Self.digits).contains(part.count) else { return nil }
            for byte in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                amount = amount * 10 + Int64(byte - UInt8(ascii: "0"))
            }
        }
        let decimals = parts.count == 2 ? parts[1].count : 0
        for _ in decimals..<Self.digits { amount *= 10 }
        microUSD = amount
    }

    /// The dollars with as many decimals as they need, such as `0.075`.
    package var description: String {
        let (whole, rest) = microUSD.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest != 0 else { return String(whole) }
        var decimals = String(1_000_000 + rest).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }
}

/// What a price is for; its words are those of the price table and, with `_usd` behind them, of the configuration.
package enum PricedUnit: String, Sendable, CaseIterable {
    /// A million prompt tokens that have no price of their own.
    case input
    /// A million generated tokens that have no price of their own, reasoning included.
    case output
    /// A million prompt tokens from the provider's cache.
    case cacheRead = "cache_read"
    /// A million prompt tokens written to the provider's cache.
    case cacheWrite = "cache_write"
    /// A million prompt tokens written to the provider's cache to stay for an hour.
    case cacheWriteHour = "cache_write_hour"
    /// A million prompt tokens that are sound.
    case audioInput = "audio_input"
    /// A million prompt tokens that are sound from the provider's cache.
    case cachedAudio = "cached_audio"
    /// A million generated tokens that are sound.
    case audioOutput = "audio_output"
    /// One request.
    case request
    /// One search of the web by the provider.
    case webSearch = "web_search"

    /// The position in `allCases`, for tables.
    fileprivate var index: Int {
        switch self {
        case .input: 0
        case .output: 1
        case .cacheRead: 2
        case .cacheWrite: 3
        case .cacheWriteHour: 4
        case .audioInput: 5
        case .cachedAudio: 6
        case .audioOutput: 7
        case .request: 8
        case .webSearch: 9
        }
    }
}

/// The prices of a model, unit by unit; nil where a unit has none.
package struct PriceRow: Sendable, Hashable {
    /// Micro-dollars by unit; negative for none.
    private var amounts = SIMD16<Int64>(repeating: -1)

    /// Makes a row without a price.
    package init() {}

    /// The price of a unit, or nil where it has none.
    package subscript(unit: PricedUnit) -> Price? {
        get {
            let amount = amounts[unit.index]
            return amount < 0 ? nil : Price(microUSD: amount)
        }
        set { amounts[unit.index] = newValue?.microUSD ?? -1 }
    }

    /// Takes over every price the other row has.
    package mutating func replace(with other: PriceRow) {
        amounts.replace(with: other.amounts, where: other.amounts .>= 0)
    }

    /// Gives up every price the other row has.
    package mutating func drop(_ other: PriceRow) {
        amounts.replace(with: -1, where: other.amounts .>= 0)
    }
}

/// What an operator says a model costs at a provider; it goes before the price table.
package struct ConfiguredPrice: Sendable, Hashable {
    /// The name of the configured provider.
    package var provider: String
    /// The models, as the provider or the caller names them.
    package var model: Pattern
    /// All their prices; what is missing is part of `input` or `output`, or costs nothing.
    package var row: PriceRow

    /// Prices the models of a provider.
    package init(provider: String, model: Pattern, row: PriceRow = PriceRow()) {
        self.provider = provider
        self.model = model
        self.row = row
    }

    /// The provider and the pattern as `provider/pattern`: the key in the configuration, and what a bill names.
    package var name: String { "\(provider)/\(model.text)" }
}
