/// What an answer has said up to now, over all of its events.
struct ReplyFacts: Sendable {
    /// The most choices whose finish reason is kept.
    static let choiceLimit = 128

    var usage = UsageCounts()
    /// Counts from outside of the answer's own usage, which stand in where it has none.
    var fallback = UsageCounts()
    var usageReports = 0
    var model = BoundedText<128>()
    var id = BoundedText<128>()
    var tier = BoundedText<64>()
    var isFast = false
    var tools = ToolCallCount()
    var toolNames = ToolNames()
    var content = TextSize()
    var contentEvents: Int64 = 0
    var isComplete = false
    var error: ReplyError?
    var retryDelay: Duration?
    var tokenCount: Int64?
    private var finishes: [Finish] = []
    private var highestChoice: Int64 = -1

    private struct Finish: Sendable {
        let choice: Int64
        var word: BoundedText<64>
    }

    /// The finish words, by choice.
    var finishReasons: [String] {
        finishes.sorted { $0.choice < $1.choice }.map(\.word.string)
    }

    /// The tier, where Anthropic's faster speed counts as one.
    var serviceTier: String? {
        if isFast { return "fast" }
        return tier.isEmpty ? nil : tier.string
    }

    /// How long one should wait, by the error's own field or its message; the longer of the two.
    ///
    /// Google cuts off the fraction in the field, not in the message.
    var retryAfter: Duration? {
        guard let error else { return nil }
        let hint = Array(error.message.utf8).withUnsafeBytes { WaitText.hint($0) }
        guard let retryDelay, let hint else { return retryDelay ?? hint }
        return max(retryDelay, hint)
    }

    /// True when a choice has ended.
    var isFinished: Bool { !finishes.isEmpty }

    /// True when every choice from the first to the highest that was seen has ended.
    var hasEndedEveryChoice: Bool { highestChoice >= 0 && finishes.count > highestChoice }

    /// Notes that a choice has said something.
    mutating func see(_ choice: Int64) { highestChoice = max(highestChoice, choice) }

    /// Notes how a choice ended; a later word of the same choice takes the place of an earlier one.
    mutating func finish(_ choice: Int64, _ word: BoundedText<64>) {
        if let index = finishes.firstIndex(where: { $0.choice == choice }) {
            finishes[index].word = word
        } else if finishes.count < Self.choiceLimit {
            finishes.append(Finish(choice: choice, word: word))
        }
    }

    /// The usage just read takes the place of the one before; it is never added.
    mutating func replaceUsage(_ newer: UsageCounts) {
        guard newer.input >= 0 else { return }
        usage = newer
        usageReports += 1
    }

    /// The usage just read is laid over the one before, number by number.
    mutating func mergeUsage(_ newer: UsageCounts) {
        guard !newer.isEmpty else { return }
        usage = usage.merged(with: newer)
        usageReports += 1
    }
}

/// Counts the tool calls of a stream, whose pieces may lack an id, repeat it or use one index twice.
struct ToolCallCount: Sendable {
    /// The most calls that are told apart.
    static let limit = 256

    var count = 0
    private var calls: [Call] = []

    private struct Call: Sendable {
        let choice: Int64
        let index: Int64
        var id: Int
    }

    /// Notes a piece of a call; `id` is a hash, 0 when the piece has none.
    ///
    /// A piece begins a new call when its index is new, or when its id differs from the one the index had.
    mutating func note(choice: Int64, index: Int64, id: Int) {
        if let place = calls.lastIndex(where: { $0.choice == choice && $0.index == index }) {
            if id == 0 || calls[place].id == id { return }
            if calls[place].id == 0 {
                calls[place].id = id
                return
            }
        }
        guard calls.count < Self.limit else { return }
        calls.append(Call(choice: choice, index: index, id: id))
        count += 1
    }
}

/// The names of the tools that were called, each once, in the order in which they came.
struct ToolNames: Sendable {
    /// The most names that are kept.
    static let limit = 32

    private var names: [BoundedText<64>] = []

    /// The names as strings.
    var strings: [String] { names.map(\.string) }

    /// Notes a name, unless it is empty, known or one too many.
    mutating func note(_ name: BoundedText<64>) {
        guard !name.isEmpty, names.count < Self.limit, !names.contains(where: { $0.equals(name) }) else { return }
        names.append(name)
    }
}

extension BoundedText {
    /// True when both hold the same bytes.
    fileprivate func equals(_ other: BoundedText<capacity>) -> Bool {
        count == other.count && withBytes { mine in other.withBytes { mine.elementsEqual($0) } }
    }
}
