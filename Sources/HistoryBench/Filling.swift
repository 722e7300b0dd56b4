import Exchange
import Policy
import Storage

/// Fills a folder with days of exchanges through the writer that the server uses.
struct Filling {
    /// The rows that are made, and then handed to the writer, at once: memory stays bounded.
    private static let chunk = 4_096

    /// Time spent on rows without words.
    private(set) var rows = Stopwatch()
    /// Time spent on rows with words.
    private(set) var talks = Stopwatch()
    /// How many rows had words.
    private(set) var talkCount = 0
    private var maker: ExchangeMaker
    private var talkMaker: TalkMaker

    init(seed: UInt64) {
        maker = ExchangeMaker(seed: seed)
        talkMaker = TalkMaker(seed: seed &+ 1)
    }

    /// The bytes of the bodies of rows with words.
    var rawBytes: Int64 { talkMaker.rawBytes }

    /// Writes `count` rows evenly over a day; one in `talkEvery` has words, none when that is 0.
    mutating func fill(
        _ day: CivilDay,
        count: Int,
        talkEvery: Int,
        _ writer: HistoryWriter,
        progress: (Int) -> Void
    ) throws {
        let step = 86_400_000_000_000 / Int64(max(count, 1))
        var made = 0
        while made < count {
            var plain: [Exchange] = []
            var spoken: [Exchange] = []
            for number in made..<min(made + Self.chunk, count) {
                let wall = WallTime(nanoseconds: day.start.nanoseconds + Int64(number) * step)
                var exchange = maker.make(number, at: wall)
                if talkEvery > 0, number % talkEvery == 0 {
                    talkMaker.fill(&exchange)
                    spoken.append(exchange)
                } else {
                    plain.append(exchange)
                }
            }
            try rows.measure { try Self.write(plain, writer) }
            try talks.measure { try Self.write(spoken, writer) }
            talkCount += spoken.count
            made += plain.count + spoken.count
            progress(plain.count + spoken.count)
        }
    }

    private static func write(_ exchanges: [Exchange], _ writer: HistoryWriter) throws {
        for exchange in exchanges {
            guard writer.keep(exchange) == .queued else { throw BenchFailure("the writer dropped a row") }
        }
        guard writer.flush(within: .seconds(600)) else { throw BenchFailure("the rows could not be written") }
    }
}

/// Why measuring ended early.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A ledger that nobody reads.
struct BlankLedger: Ledger {
    func accepted() {}
    func queued() {}
    func droppedAtEnd(_ reason: DropReason) {}
    func stored(_ count: Int) {}
    func lost(_ count: Int, _ reason: DropReason) {}
}
