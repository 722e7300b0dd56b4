/// The documented examples: docs/querying.md shows them, tests run them, none of them may go through a day row by row.
package enum QueryExamples {
    /// One of them.
    package struct Example: Sendable, Hashable {
        /// The query.
        package let text: String
        /// What it asks, as half a sentence.
        package let asks: String
        /// The index that leads to its rows.
        package let index: HistoryIndex
    }

    /// All of them, in the order of the documentation.
    package static let all = [
        Example(text: "", asks: "everything of the last 24 hours", index: .time),
        Example(
            text: "provider:openai status:5xx time:-1h",
            asks: "what failed at one provider lately",
            index: .failed
        ),
        Example(text: "latency:>5s -stream:true model:gpt-*", asks: "slow plain answers of some models", index: .time),
        Example(text: "tag.env:(prod OR stage) cost:>$0.10", asks: "expensive requests of two tags", index: .time),
        Example(
            text: "provider:openai status:>=500 latency:>2s -key:ci \"timeout\"",
            asks: "failures with a word in them",
            index: .failed
        ),
        Example(text: "model:gpt-4o-mini", asks: "one model", index: .model),
        Example(text: "key:support time:2026-11-23", asks: "one client key on one day (UTC)", index: .keyName),
        Example(
            text: "key:key_01KAQ7T2F5V8Y3N6M9R4S1W0XZ time:-7d",
            asks: "the same key, whatever it was called",
            index: .keyID
        ),
        Example(text: "team:team_01KAQ7T2F5V8Y3N6M9R4S1W0XZ time:-7d", asks: "one team's week", index: .team),
        Example(
            text: "user:user_01KAQ7T2F5V8Y3N6M9R4S1W0XZ status:4xx",
            asks: "what one user of weir was refused",
            index: .failed
        ),
        Example(
            text: "organisation:org_01KAQ7T2F5V8Y3N6M9R4S1W0XZ cost:>$1",
            asks: "expensive requests of one organisation",
            index: .organisation
        ),
        Example(text: "end_user:alice@example.com", asks: "one user of an application", index: .time),
        Example(text: "conv:conv_01KAQ7T2F5", asks: "a whole conversation, whenever it was", index: .conversation),
        Example(text: "id:req_01KAQ7T2F5V8Y3N6M9R4S1W0XZ", asks: "one request, whenever it was", index: .id),
        Example(text: "trace:4bf92f3577b34da6a3ce929d0e0e4736", asks: "the requests of one trace", index: .trace),
        Example(
            text: "outcome:(timeout OR upstream_error) time:-7d",
            asks: "a week's failures of providers",
            index: .failed
        ),
        Example(text: "ending:upstream_cut", asks: "answers that broke off", index: .failed),
        Example(text: "error:connect_*", asks: "providers that were not reached", index: .failed),
        Example(text: "status:429 -has:provider", asks: "what weir itself refused for a limit", index: .failed),
        Example(text: "tool:search time:-6h", asks: "answers that called a tool", index: .time),
        Example(text: "model_route:team-chat -has:shadow_of", asks: "a route's requests, without copies", index: .time),
        Example(text: "attempt.reason:(hedge OR canary)", asks: "requests that a hedge or canary had", index: .time),
        Example(
            text: "passed_over:breaker_open time:-6h",
            asks: "requests that went round an open breaker",
            index: .routing
        ),
        Example(
            text: "retry_stop:(budget OR deadline)",
            asks: "requests that could not be tried again",
            index: .routing
        ),
        Example(text: "has:shadow_of cost:>$0.01", asks: "expensive shadow copies", index: .routing),
        Example(text: "shadow_of:req_01KAQ7T2F5V8Y3N6M9R4S1W0XZ", asks: "the copies of one request", index: .shadow),
        Example(text: "ttft:>2s stream:true time:-30m", asks: "streams that began late", index: .time),
        Example(text: "tokens.in:>100k cached:false", asks: "long prompts that no cache helped", index: .time),
        Example(text: "prompt:\"refund policy\" -response:sorry", asks: "words of prompts and answers", index: .time),
        Example(text: "time:2026-11-20..2026-11-22 status:500..504", asks: "three days' server errors", index: .failed),
    ]
}
