import Exchange

/// The words of the closed sets a slot names by their numbers.
struct FlightWords: Equatable {
    /// The sets, in the order of the head.
    enum Kind: Int, CaseIterable {
        case method, route, surface, operation, format, capture, auth, outcome, ending, failure, errorType, usageSource
        case streamEnd, conversationSource, priceLookup, choice
    }

    /// The words of this version.
    static let own = FlightWords(lists: [
        words(Method.self), words(Route.self), words(Surface.self), words(Operation.self), words(WireFormat.self),
        words(CaptureLevel.self), words(AuthResult.self), words(Outcome.self), words(Ending.self),
        words(FailureCode.self), words(ErrorType.self), words(UsageSource.self), words(StreamEnd.self),
        words(ConversationHint.Source.self), words(PriceLookup.self),
        words(ChoiceReason.self),
    ])

    private let lists: [[String]]

    private init(lists: [[String]]) {
        self.lists = lists
    }

    /// The number of a word: its place among the cases of its set.
    ///
    /// A set without payloads is one byte that counts its cases; a test holds this against `allCases`.
    static func number<Word: CaseIterable>(_ word: Word) -> UInt8 {
        withUnsafeBytes(of: word) { $0.first ?? 0 }
    }

    /// The number of a word, or the one that stands for none.
    static func number<Word: CaseIterable>(_ word: Word?) -> UInt8 {
        word.map { number($0) } ?? FlightLayout.absent
    }

    /// The word of a number; nil where it is none, or one this version does not know.
    func word<Word: RawRepresentable>(_ number: UInt8, _ kind: Kind) -> Word? where Word.RawValue == String {
        let list = lists[kind.rawValue]
        return Int(number) < list.count ? Word(rawValue: list[Int(number)]) : nil
    }

    private static func words<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> [String]
    where Word.RawValue == String { Word.allCases.map(\.rawValue) }

    // MARK: in the head

    /// The words as bytes: for each set their count, then each with its length before it.
    var bytes: [UInt8] {
        lists.flatMap { list in
            [UInt8(truncatingIfNeeded: list.count)]
                + list.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
        }
    }

    /// Reads the words of a head; nil when they are not whole.
    init?(_ bytes: some Collection<UInt8>) {
        var rest = Array(bytes)[...]
        var lists: [[String]] = []
        for kind in Kind.allCases {
            // a file of an earlier version has no words for the last set
            if kind == .choice, rest.isEmpty {
                lists.append([])
                continue
            }
            guard let count = rest.popFirst() else { return nil }
            var list: [String] = []
            for _ in 0..<count {
                guard let length = rest.popFirst(), length <= rest.count else { return nil }
                list.append(String(decoding: rest.prefix(Int(length)), as: UTF8.self))
                rest = rest.dropFirst(Int(length))
            }
            lists.append(list)
        }
        self.lists = lists
    }
}
