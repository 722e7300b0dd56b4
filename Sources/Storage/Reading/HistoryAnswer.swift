package import Dialects
import Dispatch
import Exchange
package import Query

/// The answer to a question in JSON: `data`, what follows it, and what is to be known of it.
package struct HistoryAnswer: Sendable, Hashable {
    /// The exchanges, or the groups with their figures.
    package let data: [JSONValue]
    /// The page's size and where the next one begins; nil for figures.
    package let page: Page?
    /// The fields and the span of time that figures are grouped by; nil for a page.
    package let grouping: Aggregation?
    /// True when not everything was looked at: words are not all indexed yet, or there are too many groups.
    package let isPartial: Bool
    /// How long it took.
    package let took: Duration

    /// A page of exchanges.
    package struct Page: Sendable, Hashable {
        /// How many exchanges were asked for.
        package let limit: Int
        /// Where the next page begins; nil when this is the last.
        package let next: Query.Cursor?
    }

    /// The whole as JSON.
    package var json: JSONValue {
        var members = [JSONValue.Member("data", .array(data))]
        if let page {
            let next = page.next.map { JSONValue.string($0.text) } ?? .null
            members.append(
                JSONValue.Member("page", ["next_cursor": next, "limit": .integer(Int64(page.limit))])
            )
        }
        var meta: [JSONValue.Member] = []
        if let grouping {
            meta.append(JSONValue.Member("by", .array(grouping.by.map { .string($0.description) })))
            meta.append(JSONValue.Member("bucket", grouping.bucket.map { .string($0.rawValue) } ?? .null))
        }
        meta.append(JSONValue.Member("is_partial", .bool(isPartial)))
        meta.append(
            JSONValue.Member("took_ms", .number(text: "\((max(took, .zero).inMilliseconds * 1_000).rounded() / 1_000)"))
        )
        return .object(members + [JSONValue.Member("meta", .object(meta))])
    }
}

extension HistorySearch {
    /// Answers a question: a page of exchanges, or figures.
    package func answer(_ request: HistoryRequest) throws(StorageError) -> HistoryAnswer {
        let start = DispatchTime.now()
        func took() -> Duration {
            .nanoseconds(Int64(clamping: DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds))
        }
        switch request.wanted {
        case .page(let limit, let cursor):
            let page = try page(request.query, limit: limit, behind: cursor)
            return HistoryAnswer(
                data: page.rows.map(\.json),
                page: HistoryAnswer.Page(limit: limit, next: page.next),
                grouping: nil,
                isPartial: !page.behind.isEmpty,
                took: took()
            )
        case .figures(let aggregation, let wanted, let most):
            let figures = try statistics(request.query, aggregation)
            let groups = figures.groups.prefix(most ?? figures.groups.count)
            return HistoryAnswer(
                data: groups.map { $0.json(by: aggregation, wanted) },
                page: nil,
                grouping: aggregation,
                isPartial: figures.isPartial || groups.count < figures.groups.count,
                took: took()
            )
        }
    }
}
