package import Exchange

/// A question in JSON, understood: what a program asks of the history, and what it wants of it.
///
///     {"filter": {"and": [{"field": "status", "op": ">=", "value": 500}]}, "by": ["model"]}
///
/// Its filter is the very query that the text language has; docs/querying.md describes both.
package struct HistoryRequest: Sendable, Hashable {
    /// The most bytes of a question.
    package static let maximumBytes = 65_536
    /// The most arrays and objects within one another.
    package static let maximumDepth = 16
    /// How many exchanges a page has where the question does not say it.
    package static let defaultLimit = 50

    /// What is wanted of the exchanges that match.
    package enum Wanted: Sendable, Hashable {
        /// A page of at most so many, the newest first, behind the cursor of another page.
        case page(limit: Int, behind: Cursor?)
        /// These figures of groups; the first groups alone where `most` is given.
        case figures(Aggregation, [Figure], most: Int?)
    }

    /// Which exchanges are meant.
    package let query: HistoryQuery
    /// What is wanted of them.
    package let wanted: Wanted

    /// Reads a question; relative times count from `now`, or from the present time of the cursor's first page.
    ///
    /// Throws everything that is wrong with it, each with its place.
    package static func read(_ body: [UInt8], now: WallTime) throws(RequestRefusal) -> HistoryRequest {
        guard body.count <= maximumBytes else {
            let message = "a question has at most \(maximumBytes) bytes"
            throw RequestRefusal([RequestDiagnostic(.tooLong, JSONPointer(), message)])
        }
        let root: JSONNode
        do throws(RequestDiagnostic) {
            root = try JSONScan.read(body)
        } catch {
            throw RequestRefusal([error])
        }
        var reader = RequestReader(root, now: now)
        guard let request = reader.request(), reader.diagnostics.isEmpty else {
            throw RequestRefusal(reader.diagnostics)
        }
        return request
    }
}
