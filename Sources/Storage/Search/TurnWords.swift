import FoundationEssentials
import GRDB

/// The words of one exchange that were new in it.
struct TurnWords {
    /// The most bytes of a prompt or an answer that are taken into the index.
    static let maximumBytes = 1 << 20
    /// The most messages of a prompt that are taken in.
    static let maximumMessages = 1_024

    /// What the caller said since the last answer.
    var prompt = ""
    /// What was answered, all choices.
    var response = ""

    /// True when there is nothing to find.
    var isEmpty: Bool { prompt.isEmpty && response.isEmpty }
}

/// Reads what was new in exchanges from a day's file.
struct TurnWordsReader {
    let database: Database
    /// What the day's messages say, wherever they lie.
    let said: DayWords

    /// A message of the day's file with what leads to the one before it.
    private struct Link {
        let parent: Data?
        let role: String
        let text: String
        let firstRequestID: String
    }

    /// The words of the exchange of that id, whose messages end at `parentTip` and whose first answer is `tip`.
    ///
    /// What was new is what stands behind the last answer among the messages sent, and whatever the file did not hold
    /// before: a conversation that goes on from the day before is in the index of both days.
    func words(of id: String, parentTip: Data?, tip: Data?) throws -> TurnWords {
        var words = TurnWords()
        words.prompt = try prompt(of: id, endingAt: parentTip)
        var answers = [tip].compactMap { $0 }
        answers += try Data.fetchAll(
            database.cachedStatement(sql: "SELECT tip FROM turn_choices WHERE request_id = ? ORDER BY number"),
            arguments: [id]
        )
        let texts = try answers.compactMap { try link($0)?.text }
        words.response = Self.joined(texts)
        return words
    }

    private func prompt(of id: String, endingAt tip: Data?) throws -> String {
        var texts: [String] = []
        var place = tip
        var isBehindAnswer = true
        while let hash = place, texts.count < TurnWords.maximumMessages, let link = try link(hash) {
            if link.role == "assistant", !texts.isEmpty { isBehindAnswer = false }
            guard isBehindAnswer || link.firstRequestID == id else { break }
            texts.append(link.text)
            place = link.parent
        }
        return Self.joined(texts.reversed())
    }

    private func link(_ hash: Data) throws -> Link? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT parent, role, first_request_id, \(DayWords.columns(of: "messages", in: database))
                    FROM messages WHERE hash = ?
                    """
            ),
            arguments: [hash]
        )
        guard let row else { return nil }
        return Link(
            parent: row["parent"],
            role: row["role"],
            text: try said.message(row, role: row["role"]).text,
            firstRequestID: row["first_request_id"]
        )
    }

    /// The texts with line breaks between them, cut at the bound.
    private static func joined(_ texts: [String]) -> String {
        BoundedWords.cut(texts.joined(separator: "\n"), to: TurnWords.maximumBytes)
    }
}
