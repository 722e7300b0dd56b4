import Exchange
import Query

/// A query in words, and the same in JSON: what stands in `and`.
struct Twin: Sendable, CustomStringConvertible {
    let text: String
    let terms: String

    init(_ text: String, _ terms: String...) {
        self.text = text
        self.terms = terms.joined(separator: ",")
    }

    var description: String { text }

    /// Every documented example.
    static let examples = [
        Twin(""),
        Twin(
            "provider:openai status:5xx time:-1h",
            #"{"field":"provider","value":"openai"}"#,
            #"{"field":"status","value":"5xx"}"#,
            #"{"field":"time","value":"-1h"}"#
        ),
        Twin(
            "latency:>5s -stream:true model:gpt-*",
            #"{"field":"latency","op":">","value":"5s"}"#,
            #"{"not":{"field":"stream","value":true}}"#,
            #"{"field":"model","like":"gpt-*"}"#
        ),
        Twin(
            "tag.env:(prod OR stage) cost:>$0.10",
            #"{"field":"tag.env","any":["prod","stage"]}"#,
            #"{"field":"cost","op":">","value":0.10}"#
        ),
        Twin(
            "provider:openai status:>=500 latency:>2s -key:ci \"timeout\"",
            #"{"field":"provider","value":"openai"}"#,
            #"{"field":"status","op":">=","value":500}"#,
            #"{"field":"latency","op":">","value":"2s"}"#,
            #"{"not":{"field":"key","value":"ci"}}"#,
            #"{"text":"timeout"}"#
        ),
        Twin("model:gpt-4o-mini", #"{"field":"model","op":"=","value":"gpt-4o-mini"}"#),
        Twin(
            "key:support time:2026-11-23",
            #"{"field":"key","value":"support"}"#,
            #"{"field":"time","value":"2026-11-23"}"#
        ),
        Twin(
            "key:key_01KAQ7T2F5V8Y3N6M9R4S1W0XZ time:-7d",
            #"{"field":"key","value":"key_01KAQ7T2F5V8Y3N6M9R4S1W0XZ"}"#,
            #"{"field":"time","value":"-7d"}"#
        ),
        Twin(
            "team:team_01KAQ7T2F5V8Y3N6M9R4S1W0XZ time:-7d",
            #"{"field":"team","value":"team_01KAQ7T2F5V8Y3N6M9R4S1W0XZ"}"#,
            #"{"field":"time","value":"-7d"}"#
        ),
        Twin(
            "user:user_01KAQ7T2F5V8Y3N6M9R4S1W0XZ status:4xx",
            #"{"field":"user","value":"user_01KAQ7T2F5V8Y3N6M9R4S1W0XZ"}"#,
            #"{"field":"status","value":"4xx"}"#
        ),
        Twin(
            "organisation:org_01KAQ7T2F5V8Y3N6M9R4S1W0XZ cost:>$1",
            #"{"field":"organisation","value":"org_01KAQ7T2F5V8Y3N6M9R4S1W0XZ"}"#,
            #"{"field":"cost","op":">","value":1}"#
        ),
        Twin("end_user:alice@example.com", #"{"field":"end_user","value":"alice@example.com"}"#),
        Twin("conv:conv_01KAQ7T2F5", #"{"field":"conv","value":"conv_01KAQ7T2F5"}"#),
        Twin("id:req_01KAQ7T2F5V8Y3N6M9R4S1W0XZ", #"{"field":"id","value":"req_01KAQ7T2F5V8Y3N6M9R4S1W0XZ"}"#),
        Twin(
            "trace:4bf92f3577b34da6a3ce929d0e0e4736",
            #"{"field":"trace","value":"4BF92F3577B34DA6A3CE929D0E0E4736"}"#
        ),
        Twin(
            "outcome:(timeout OR upstream_error) time:-7d",
            #"{"field":"outcome","any":["timeout","upstream_error"]}"#,
            #"{"field":"time","value":"-7d"}"#
        ),
        Twin("ending:upstream_cut", #"{"field":"ending","value":"upstream_cut"}"#),
        Twin("error:connect_*", #"{"field":"error","like":"connect_*"}"#),
        Twin("status:429 -has:provider", #"{"field":"status","value":429}"#, #"{"not":{"has":"provider"}}"#),
        Twin("tool:search time:-6h", #"{"field":"tool","value":"search"}"#, #"{"field":"time","value":"-6h"}"#),
        Twin(
            "model_route:team-chat -has:shadow_of",
            #"{"field":"model_route","value":"team-chat"}"#,
            #"{"not":{"has":"shadow_of"}}"#
        ),
        Twin("attempt.reason:(hedge OR canary)", #"{"field":"attempt.reason","any":["hedge","canary"]}"#),
        Twin(
            "passed_over:breaker_open time:-6h",
            #"{"field":"passed_over","value":"breaker_open"}"#,
            #"{"field":"time","value":"-6h"}"#
        ),
        Twin("retry_stop:(budget OR deadline)", #"{"field":"retry_stop","any":["budget","deadline"]}"#),
        Twin("has:shadow_of cost:>$0.01", #"{"has":"shadow_of"}"#, #"{"field":"cost","op":">","value":0.01}"#),
        Twin(
            "shadow_of:req_01KAQ7T2F5V8Y3N6M9R4S1W0XZ",
            #"{"field":"shadow_of","value":"req_01KAQ7T2F5V8Y3N6M9R4S1W0XZ"}"#
        ),
        Twin(
            "ttft:>2s stream:true time:-30m",
            #"{"field":"ttft","op":">","value":"2s"}"#,
            #"{"field":"stream","value":"true"}"#,
            #"{"field":"time","value":"-30m"}"#
        ),
        Twin(
            "tokens.in:>100k cached:false",
            #"{"field":"tokens.in","op":">","value":"100k"}"#,
            #"{"field":"cached","value":false}"#
        ),
        Twin(
            "prompt:\"refund policy\" -response:sorry",
            #"{"field":"prompt","value":"refund policy"}"#,
            #"{"not":{"field":"response","value":"sorry"}}"#
        ),
        Twin(
            "time:2026-11-20..2026-11-22 status:500..504",
            #"{"field":"time","from":"2026-11-20","to":"2026-11-22"}"#,
            #"{"field":"status","from":500,"to":504}"#
        ),
    ]

    /// Shapes that no example has.
    static let shapes = [
        Twin("status:(429 OR 5xx)", #"{"field":"status","any":[429,"5xx"]}"#),
        Twin("status:(429 OR 500..504)", #"{"field":"status","any":[429,{"from":500,"to":504}]}"#),
        Twin("model:(\"a*\" OR b*)", #"{"field":"model","any":["a*",{"like":"b*"}]}"#),
        Twin("model:=a*", #"{"field":"model","value":"a*"}"#), Twin("model:*4o*", #"{"field":"model","like":"*4o*"}"#),
        Twin("model:\"a b\"", #"{"field":"model","value":"a b"}"#),
        Twin("model:\"\"", #"{"field":"model","value":""}"#),
        Twin("model:a..b", #"{"field":"model","value":"a..b"}"#),
        Twin("model:\"-x:y OR (z)\"", #"{"field":"model","value":"-x:y OR (z)"}"#),
        Twin("model:\"q\\\"u\\\\o\"", #"{"field":"model","value":"q\"u\\o"}"#),
        Twin("end_user:\"José 🙂\"", #"{"field":"end_user","value":"Jos\u00e9 \ud83d\ude42"}"#),
        Twin("model:OR", #"{"field":"model","any":["OR"]}"#),
        Twin("time:>=-2h", #"{"field":"time","from":"-2h"}"#), Twin("time:<=-2h", #"{"field":"time","to":"-2h"}"#),
        Twin("time:-2h..-1h", #"{"field":"time","from":"-2h","to":"-1h"}"#),
        Twin("time:\"2026-11-23 10:00\"", #"{"field":"time","value":"2026-11-23 10:00"}"#),
        Twin("time:<2026-11-23", #"{"field":"time","op":"<","value":"2026-11-23"}"#),
        Twin("latency:<=1.5m", #"{"field":"latency","op":"<=","value":"1.5m"}"#),
        Twin("latency:250ms..2s", #"{"field":"latency","from":"250ms","to":"2s"}"#),
        Twin("tps:>12.5", #"{"field":"tps","op":">","value":12.5}"#),
        Twin("tokens.out:12", #"{"field":"tokens.out","value":12}"#),
        Twin("cost:$0.02", #"{"field":"cost","value":0.02}"#),
        Twin("attempt:>1", #"{"field":"attempt","op":">","value":1}"#),
        Twin("has:tag.env has:error", #"{"has":"tag.env"}"#, #"{"has":"error"}"#),
        Twin("\"two words\"", #"{"text":"two words"}"#), Twin("word", #"{"text":"word"}"#),
        Twin("-word*", #"{"not":{"text":{"like":"word*"}}}"#), Twin("\"a b\"*", #"{"text":{"like":"a b*"}}"#),
        Twin("prompt:(a* OR \"b c\")", #"{"field":"prompt","any":[{"like":"a*"},"b c"]}"#),
        Twin("response:\"a b\"*", #"{"field":"response","like":"a b*"}"#),
    ]

    /// The question in JSON.
    func body(_ more: String = "") -> [UInt8] { Array(#"{"filter":{"and":[\#(terms)]}\#(more)}"#.utf8) }
}

/// Reads a question in JSON at noon.
func ask(_ text: String) throws(RequestRefusal) -> HistoryRequest {
    try HistoryRequest.read(Array(text.utf8), now: noon)
}

/// What is wrong with a question in JSON; empty when nothing is.
func mistakes(_ text: String) -> [RequestDiagnostic] {
    do throws(RequestRefusal) {
        _ = try ask(text)
        return []
    } catch {
        return error.diagnostics
    }
}
