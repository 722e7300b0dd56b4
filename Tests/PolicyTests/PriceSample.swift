import Exchange
import Policy

/// A small table with one of each thing a price list can say, and the providers it is asked for.
enum PriceSample {
    static let text = """
        provider maker
          hosts api.maker.example *.maker.example
          kinds maker
        model plain input 2 output 8
        model cached input 2 output 8 cache_read 0.2 cache_write 2.5 cache_write_hour 4
          names cached cached-####-##-##
        model sound input 1 output 4 cache_read 0.5 audio_input 10 cached_audio 2 audio_output 20
        model stepped input 1 output 4 cache_read 0.1
          above 1000 input 2 output 6
          above 2000 output 8
          tier flex input 0.5
            above 2000 input 0.75
        model family input 3 output 3
          names family-* *-kin *clan* !*-stranger
        model hourly input 4 output 4 cache_read 2
          hours 00:30 16:30 input 1 output 1
        model nightly input 4 output 4
          hours 22:00 06:00 input 1 output 1
        model searching input 0 output 0 request 0.005 web_search 0.01
        model free
        model vectors input 0.13

        provider host
          kinds host cloud
          fallback maker
        model own input 5 output 5

        provider regions
          kinds regions
          by request
        model local input 1.1 output 1.1
          names local*
        model global input 1 output 1
        """

    static let providers = [
        PricedProvider(name: "maker", kind: "maker", host: "127.0.0.1"),
        PricedProvider(name: "cloud", kind: "host", host: "127.0.0.1"),
        PricedProvider(name: "regions", kind: "regions", host: "127.0.0.1"),
        PricedProvider(name: "proxied", kind: "openai_compatible", host: "eu.maker.example"),
        PricedProvider(name: "stranger", kind: "openai_compatible", host: "127.0.0.1"),
    ]

    static let noon = CivilDay(number: 20_780).start + .seconds(43_200)

    static func table() throws -> PriceTable { try PriceTable(day: "2026-11-23", texts: [text]) }

    static func pricing(_ configured: [ConfiguredPrice] = []) throws -> Pricing {
        Pricing(table: try table(), providers: providers, configured: configured)
    }

    static func bill(
        _ model: String?,
        at provider: String = "maker",
        _ usage: Usage?,
        tier: String? = nil,
        wall: WallTime = noon
    ) throws -> Bill {
        var pricing = try pricing()
        return pricing.bill(
            for: Consumption(
                provider: provider,
                answered: model,
                requested: nil,
                tier: tier,
                usage: usage,
                wall: wall
            )
        )
    }

    /// The time of that day, as `HH:MM`.
    static func time(_ hour: Int64, _ minute: Int64, second: Int64 = 0) -> WallTime {
        CivilDay(number: 20_780).start + .seconds(hour * 3_600 + minute * 60 + second)
    }
}

extension ConfiguredPrice {
    /// Prices in dollars, by unit; the last of a unit counts.
    init(_ name: String, _ prices: KeyValuePairs<PricedUnit, String>) {
        let slash = name.firstIndex(of: "/") ?? name.endIndex
        self.init(provider: String(name[..<slash]), model: Pattern(String(name[slash...].dropFirst())))
        for (unit, text) in prices { row[unit] = Price(usd: text) }
    }
}
