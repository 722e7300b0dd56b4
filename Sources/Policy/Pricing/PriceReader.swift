import Exchange

/// Reads the text of a price table: lines of words, of which the first says what the others are.
///
///     provider NAME               begins a provider
///       hosts PATTERN…            of its API
///       kinds KIND…               of configured providers that are it, where the host does not tell
///       fallback PROVIDER…        whose models are tried next
///       by request                the model asked for is looked up before the model that answered
///     model ID UNIT PRICE…        begins a model; prices in USD, the units are those of `PricedUnit`
///       names FORM…               as in `ModelNames`; the id where left out
///       above TOKENS UNIT PRICE…  longer prompts pay these for everything
///       tier WORD UNIT PRICE…     for answers of that tier, in place of the model's own, key by key
///         above …
///       hours HH:MM HH:MM UNIT …  in these hours, UTC, in place of all of the model's own
///
/// Models are tried in the order they are written.
struct PriceReader {
    private(set) var sellers: [PriceSeller] = []
    private(set) var entries: [PriceEntry] = []
    private var draft: Draft?
    private var line = 0

    /// A model whose lines are still being read.
    private struct Draft {
        /// Where a line of prices goes that begins with `above`.
        enum Place {
            case base
            case tier
            case window
        }

        var entry: PriceEntry
        let id: String
        var place = Place.base
    }

    /// Reads one text; a provider goes on into the next.
    mutating func read(_ text: some Collection<UInt8>) throws(PriceTableError) {
        line = 0
        for row in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            line += 1
            let words = row.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            if let first = words.first { try take(first, words.dropFirst()) }
        }
        try finish()
    }

    private func fault(_ reason: String) -> PriceTableError {
        PriceTableError(provider: sellers.last?.name ?? "", line: line, reason: reason)
    }

    private mutating func take(_ first: String, _ words: ArraySlice<String>) throws(PriceTableError) {
        switch first {
        case "provider", "model": try begin(first, words)
        case "hosts", "kinds", "fallback", "by": try describe(first, words)
        case "names", "above", "tier", "hours":
            guard var draft else { throw fault("\(first) stands before any model") }
            switch first {
            case "names": try name(&draft, words)
            case "above": try step(&draft, words)
            case "tier": try tier(&draft, words)
            default: try hours(&draft, words)
            }
            self.draft = draft
        default: throw fault("\(first) is no word of a price table")
        }
    }

    private mutating func begin(_ first: String, _ words: ArraySlice<String>) throws(PriceTableError) {
        try finish()
        guard let name = words.first else { throw fault("\(first) has no name") }
        if first == "provider" {
            guard words.count == 1, !sellers.contains(where: { $0.name == name }) else {
                throw fault("a second \(name)")
            }
            sellers.append(PriceSeller(name: name, firstEntry: entries.count))
        } else {
            guard let seller = sellers.last else { throw fault("a model stands before any provider") }
            let base = PriceSheet(row: try row(words.dropFirst()))
            draft = Draft(entry: PriceEntry(name: "\(seller.name)/\(name)", base: base), id: name)
        }
    }

    private mutating func describe(_ first: String, _ words: ArraySlice<String>) throws(PriceTableError) {
        guard draft == nil, !words.isEmpty, let last = sellers.indices.last else {
            throw fault("\(first) belongs between a provider and its models")
        }
        switch first {
        case "hosts": sellers[last].hosts = words.map { Pattern($0) }
        case "kinds": sellers[last].kinds = Array(words)
        case "fallback": sellers[last].fallback = Array(words)
        default:
            guard words == ["request"] else { throw fault("by what?") }
            sellers[last].goesByRequest = true
        }
    }

    private func name(_ draft: inout Draft, _ words: ArraySlice<String>) throws(PriceTableError) {
        for word in words where !draft.entry.names.add(word) { throw fault("\(word) is no form of a name") }
    }

    private func step(_ draft: inout Draft, _ words: ArraySlice<String>) throws(PriceTableError) {
        guard let tokens = words.first.flatMap({ Int64($0) }) else { throw fault("above how many tokens?") }
        let step = PriceSheet.Step(above: tokens, row: try row(words.dropFirst()))
        let last = (tier: draft.entry.tiers.count - 1, window: draft.entry.windows.count - 1)
        let isHigher =
            switch draft.place {
            case .base: draft.entry.base.add(step)
            case .tier: draft.entry.tiers[last.tier].sheet.add(step)
            case .window: draft.entry.windows[last.window].sheet.add(step)
            }
        guard isHigher else { throw fault("the steps of a price come lowest first") }
    }

    private func tier(_ draft: inout Draft, _ words: ArraySlice<String>) throws(PriceTableError) {
        guard let word = words.first, !draft.entry.tiers.contains(where: { $0.word == word }) else {
            throw fault("a tier needs a word of its own")
        }
        draft.entry.tiers.append(.init(word: word, sheet: PriceSheet(row: try row(words.dropFirst()))))
        draft.place = .tier
    }

    private func hours(_ draft: inout Draft, _ words: ArraySlice<String>) throws(PriceTableError) {
        let times = words.prefix(2).compactMap(Self.minute)
        guard times.count == 2 else { throw fault("hours are two times such as 16:30") }
        let sheet = PriceSheet(row: try row(words.dropFirst(2)))
        draft.entry.windows.append(.init(startMinute: times[0], endMinute: times[1], sheet: sheet))
        draft.place = .window
    }

    /// Completes the model that was being read: names left out are its id, and tiers stand on its own prices.
    private mutating func finish() throws(PriceTableError) {
        guard var draft, let last = sellers.indices.last else { return }
        self.draft = nil
        if draft.entry.names.isEmpty, !draft.entry.names.add(draft.id) { throw fault("\(draft.id) is no name") }
        guard draft.entry.tiers.isEmpty || draft.entry.windows.isEmpty else {
            throw fault("\(draft.id) has both tiers and hours")
        }
        for index in draft.entry.tiers.indices {
            draft.entry.tiers[index].sheet = draft.entry.base.replaced(by: draft.entry.tiers[index].sheet)
        }
        entries.append(draft.entry)
        sellers[last].entries = sellers[last].entries.lowerBound..<entries.count
    }

    private func row(_ words: ArraySlice<String>) throws(PriceTableError) -> PriceRow {
        var row = PriceRow()
        var rest = words
        while let word = rest.popFirst() {
            guard let unit = PricedUnit(rawValue: word), row[unit] == nil else { throw fault("what is \(word)?") }
            guard let price = rest.popFirst().flatMap({ Price(usd: $0) }) else { throw fault("\(word) has no price") }
            row[unit] = price
        }
        return row
    }

    /// Reads `HH:MM`.
    private static func minute(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int64(parts[0]),
            let minute = Int64(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }
}
