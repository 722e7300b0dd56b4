package import Exchange
import GRDB

/// One value of a stored row.
package enum HistoryValue: Sendable, Hashable {
    /// Nothing was known.
    case null
    /// A number; flags are 0 and 1.
    case integer(Int64)
    /// A text.
    case text(String)

    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null, .blob: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .integer(Int64(exactly: number.rounded()) ?? 0)
        case .string(let text): self = .text(text)
        }
    }
}

/// One exchange as the history keeps it.
package struct HistoryRow: Sendable, Hashable {
    /// The values in the order of `ExchangeColumn`.
    package let values: [HistoryValue]

    init(_ row: Row) {
        values = ExchangeColumn.allCases.map { HistoryValue(row[$0.rawValue] as DatabaseValue) }
    }

    /// The value of a column.
    package subscript(column: ExchangeColumn) -> HistoryValue { values[column.rawValue] }

    /// The text of a column, or nil.
    package func text(_ column: ExchangeColumn) -> String? {
        guard case .text(let text) = self[column] else { return nil }
        return text
    }

    /// The number of a column, or nil.
    package func integer(_ column: ExchangeColumn) -> Int64? {
        guard case .integer(let number) = self[column] else { return nil }
        return number
    }

    /// The id of the request.
    package var id: String { text(.requestID) ?? "" }

    /// The targets that were not tried, and why.
    package var passedOver: [PassedOver] { text(.passedOver).map(PassedText.read) ?? [] }

    /// When the request's head was complete.
    package var started: WallTime { WallTime(microseconds: integer(.startedUs) ?? 0) }
}

/// One try at a target, as stored.
package struct HistoryAttempt: Sendable, Hashable {
    /// The columns of `attempts` but the id, by name, in their order.
    package let values: [(name: String, value: HistoryValue)]

    init(_ row: Row) {
        values = row.map { (name: $0.0, value: HistoryValue($0.1)) }.filter { $0.name != "request_id" }
    }

    /// The value of the column of that name; null when there is none.
    package subscript(name: String) -> HistoryValue { values.first { $0.name == name }?.value ?? .null }

    /// Tells whether two attempts have the same values.
    package static func == (left: HistoryAttempt, right: HistoryAttempt) -> Bool {
        left.values.elementsEqual(right.values) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Feeds every value to the hasher.
    package func hash(into hasher: inout Hasher) {
        for value in values { hasher.combine(value.value) }
    }
}

/// A message as stored.
package struct HistoryMessage: Sendable, Hashable {
    /// Who speaks.
    package let role: String
    /// The whole message as canonical JSON; empty when it is lost.
    package let content: [UInt8]
    /// Its plain words.
    package let text: String
    /// True when it was kept and is no longer there, or is damaged.
    package let isLost: Bool

    init(role: String, content: [UInt8], text: String, isLost: Bool = false) {
        self.role = role
        self.content = content
        self.text = text
        self.isLost = isLost
    }
}

/// An exchange with its attempts and its words.
package struct HistoryDetail: Sendable, Hashable {
    /// The exchange.
    package let row: HistoryRow
    /// The attempts, in order.
    package let attempts: [HistoryAttempt]
    /// The standing instructions, when kept.
    package let system: HistoryMessage?
    /// The messages of the request, in order; empty when not kept.
    package let messages: [HistoryMessage]
    /// The answers: alternatives, one for each choice.
    package let answers: [HistoryMessage]
    /// The ids of the exchanges that repeat this one for comparison; at most 16, of the same day.
    package let shadows: [String]
}
