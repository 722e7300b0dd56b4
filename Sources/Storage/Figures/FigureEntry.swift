import Exchange
import GRDB
import Query

/// The numbers of one exchange that figures are summed up from.
///
/// 25 bytes, little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 0, 5, 10 | prompt tokens, generated tokens, nano-dollars; 5 bytes each, all ones where not known |
/// | 15 | when it began: 4 bytes, microseconds since the hour |
/// | 19, 21 | the buckets of its time and of its first token; 2 bytes each, all ones where there is none |
/// | 23 | the number of its profile, 2 bytes |
struct FigureEntry: Equatable {
    /// The bytes of an entry.
    static let size = 25
    /// The microseconds of an hour.
    static let hour: Int64 = 3_600_000_000
    /// What five bytes hold where a number is not known.
    static let unknown: UInt64 = 0xFF_FFFF_FFFF
    /// The most that is added up of one exchange, as in the statements over rows.
    static let most: Int64 = 1_000_000_000_000

    /// When the exchange began, in microseconds since 1970.
    var startedUs: Int64
    /// The time it took, in microseconds.
    var totalUs: Int64
    /// The time to its first token, or nil.
    var firstTokenUs: Int64?
    var inputTokens: Int64?
    var outputTokens: Int64?
    /// The cost in nano-dollars, or nil.
    var cost: Int64?

    /// The numbers of an exchange, as its row has them.
    init(_ exchange: borrowing Exchange) {
        let timeline = exchange.timeline
        startedUs = timeline.wall.microseconds
        totalUs = timeline.total.inMicroseconds
        firstTokenUs = timeline.firstToken.map { ($0 - timeline.accepted).inMicroseconds }
        inputTokens = exchange.usage?.input
        outputTokens = exchange.usage?.output
        cost = exchange.bill?.cost?.nanoUSD
    }

    /// The columns of `exchanges` that `init(_:)` reads, in their order.
    static let source = "started_us, total_us, first_token_us, input_tokens, output_tokens, cost_nanousd"

    /// Reads a row that begins with the columns of `source`.
    init(_ row: Row) {
        startedUs = row[0]
        totalUs = row[1]
        firstTokenUs = row[2]
        inputTokens = row[3]
        outputTokens = row[4]
        cost = row[5]
    }

    /// The hour it began in, counted from 1970.
    var hourNumber: Int64 { Self.hourNumber(startedUs) }

    /// The hour of a time in microseconds, counted from 1970.
    static func hourNumber(_ time: Int64) -> Int64 {
        time >= 0 ? time / hour : (time + 1) / hour - 1
    }

    /// Puts the entry behind others of its hour.
    func append(to bytes: inout [UInt8], profile: UInt16) {
        withUnsafeTemporaryAllocation(byteCount: Self.size + 3, alignment: 8) { room in
            func put<Number: FixedWidthInteger>(_ number: Number, at place: Int) {
                room.storeBytes(of: number.littleEndian, toByteOffset: place, as: Number.self)
            }
            // In this order: each of the first three writes over three bytes of what comes behind it.
            for (place, number) in [(0, inputTokens), (5, outputTokens), (10, cost)] {
                put(number.map { UInt64(min(max($0, 0), Self.most)) } ?? Self.unknown, at: place)
            }
            put(UInt32(truncatingIfNeeded: startedUs - hourNumber * Self.hour), at: 15)
            put(UInt16(LogBucket.place(of: totalUs)), at: 19)
            put(firstTokenUs.map { UInt16(LogBucket.place(of: $0)) } ?? .max, at: 21)
            put(profile, at: 23)
            bytes.append(contentsOf: room.prefix(Self.size))
        }
    }
}
