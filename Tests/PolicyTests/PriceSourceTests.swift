import Exchange
import Foundation
import Policy
import Testing

/// The shipped table against the list it is made from.
@Suite(.enabled(if: PriceFolders.hasPrices, "WEIR_PRICES names no folder"))
struct PriceSourceTests {
    private static let units: [(key: String, unit: PricedUnit, count: Decimal)] = [
        ("in", .input, 1), ("out", .output, 1), ("cr", .cacheRead, 1), ("cw", .cacheWrite, 1),
        ("cw1h", .cacheWriteHour, 1), ("ina", .audioInput, 1), ("cra", .cachedAudio, 1), ("outa", .audioOutput, 1),
        ("req_k", .request, 1_000), ("web_k", .webSearch, 1_000),
    ]

    @Test func `every price of every model, tier, step and hour is that of the list`() throws {
        let (table, list) = (try PriceTable.shipped(), try SourceList.read())
        #expect(table.day == list.day)
        let entries = Dictionary(table.entries.map { ($0.name, $0) }) { first, _ in first }
        var compared = 0
        for (seller, content) in list.providers {
            for model in content.models {
                let entry = try #require(entries["\(seller)/\(model.id)"])
                let starts = ([model.p] + (model.t ?? [:]).values).flatMap(\.over).map(\.start)
                for input in [0] + starts + starts.map({ $0 + 1 }) {
                    for tier in [nil] + (model.t ?? [:]).keys.map(Optional.some) {
                        for minute in [0, 30, 59, 60, 239, 240, 360, 599, 600, 720, 989, 990, 1_439] as [Int64] {
                            compared += 1
                            let word = tier.map { String($0.drop { $0 != "=" }.dropFirst()) }
                            let wall = WallTime(nanoseconds: minute * 60_000_000_000)
                            let row = entry.row(tier: word, input: input, at: wall)
                            let wanted = expected(model, tier, input, minute)
                            for (key, unit, count) in Self.units {
                                let price = row[unit].map { Decimal($0.microUSD) / 1_000_000 }
                                #expect(price == wanted[key].map { $0 / count }, "\(seller) \(model.id) \(key)")
                            }
                        }
                    }
                }
            }
        }
        #expect(entries.count == list.providers.values.map(\.models.count).reduce(1, +))
        #expect(compared > 5_000)
    }

    /// The list's own rule for the row of a request.
    private func expected(
        _ model: SourceList.Model,
        _ tier: String?,
        _ input: Int64,
        _ minute: Int64
    ) -> [String: Decimal] {
        var base = model.p
        let (hour, rest) = (minute / 60, minute % 60)
        let time = "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
        for window in model.h ?? [] where window.start <= time && time < window.end { base = window.row }
        let special = tier.flatMap { model.t?[$0] }
        var prices = base.prices
        var steps = base.over.map { ($0.start, $0.row.prices.filter { special?.prices[$0.key] == nil }) }
        if let special {
            prices.merge(special.prices) { $1 }
            steps += special.over.map { ($0.start, $0.row.prices) }
        }
        for (start, row) in steps.sorted(by: { $0.0 < $1.0 }) where input > start { prices.merge(row) { $1 } }
        return prices
    }

    @Test func `every name is found where the list finds it`() throws {
        let (table, list) = (try PriceTable.shipped(), try SourceList.read())
        var compiled: [String: NSRegularExpression] = [:]
        for text in list.providers.values.flatMap(\.models).flatMap(\.m.expressions) {
            compiled[text] = try NSRegularExpression(pattern: text)
        }
        #expect(compiled.count > 20)
        var (known, unknown) = (0, 0)
        for (seller, content) in list.providers {
            let sellers = [seller] + (content.fallback ?? [])
            let models = sellers.flatMap { name in (list.providers[name]?.models ?? []).map { (name, $0) } }
            for name in Set(content.models.flatMap { $0.m.texts + [$0.id] }) {
                for form in [
                    name, name.uppercased(), name + "-20261122", name + "-2026-11-22", name + "-tts", "x" + name,
                ] {
                    let lowered = form.lowercased()
                    let wanted =
                        models.first { $0.1.m.matches(lowered, compiled) }
                        ?? CompactDates.spelledOut(lowered).flatMap { dated in
                            models.first { $0.1.m.matches(dated, compiled) }
                        }
                    let found = table.entry(of: form, at: seller).map { table.entries[$0].name }
                    #expect(found == wanted.map { "\($0.0)/\($0.1.id)" }, "\(seller) \(form)")
                    if wanted == nil { unknown += 1 } else { known += 1 }
                }
            }
        }
        #expect(known > 3_000)
        #expect(unknown > 500)
    }
}

/// The only compact date the names above end in.
private enum CompactDates {
    static func spelledOut(_ name: String) -> String? {
        let dated = name.replacing(#/-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/#) {
            "-\($0.1)-\($0.2)-\($0.3)"
        }
        return dated == name ? nil : dated
    }
}
