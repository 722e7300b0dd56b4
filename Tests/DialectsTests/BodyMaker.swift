/// Makes bodies of requests and answers, most of them as callers send them, some of them odd.
struct BodyMaker {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private static let strings = [
        #""hello""#, #""hello world, this is some longer text""#, #""a\u0000b""#, #""\u00e9\ud83d\ude00 \n\t\\ \" \/""#,
        #""\ud800 lone""#, "\"\u{e9}\u{65e5}\u{672c}\u{1F600}\"", "\"\u{7f} del\"", #""with \"quotes\" inside""#,
        #""""#, #""line\nline\r\n\b\f\u000b\u001F""#,
    ]
    private static let members = [
        #""name":"bob""#, #""cache_control":{"type":"ephemeral"}"#, #""index":3"#, #""refusal":null"#,
        #""tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\"b\":1, \"a\" : [2]}"}}]"#,
        #""tool_calls":[{"id":"t","function":{"name":"g"}}]"#, #""reasoning_content":"hm""#, #""annotations":[]"#,
        #""audio":{"id":"x","transcript":"hm"}"#, #""content":"twice""#, #""role":"assistant""#,
        #""tool_call_id":"t1""#,
        #""c\u006fntent":"escaped name""#, #""function_call":{"name":"f","arguments":""}"#, #""x":{ }"#, #""x":" ""#,
    ]
    private static let roles = [
        #""user""#, #""user""#, #""assistant""#, #""assistant""#, #""system""#, #""tool""#, #""developer""#, "null",
        "3",
        #""us\u0065r""#, #""""#, "\"u\u{e9}\"", #""a\"b""#,
    ]

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }

    mutating func once(in bound: Int) -> Bool { below(bound) == 0 }

    mutating func pick(_ list: [String]) -> String { list[below(list.count)] }

    private mutating func list(upTo count: Int, _ make: (inout BodyMaker) -> String) -> String {
        (0..<below(count + 1)).map { _ in make(&self) }.joined(separator: pick([",", ", ", " ,\n"]))
    }

    mutating func value(_ depth: Int = 0) -> String {
        switch below(depth > 2 ? 8 : 10) {
        case 0: return "null"
        case 1: return pick(["true", "false"])
        case 2: return pick(["0", "-0", "17", "1.50", "1e5", "99999999999999999999"])
        case 3...7: return pick(Self.strings)
        case 8: return "[" + list(upTo: 3) { $0.value(depth + 1) } + "]"
        default:
            return "{" + list(upTo: 3) { $0.pick([#""a":"#, #""type":"#, #""text":"#]) + $0.value(depth + 1) } + "}"
        }
    }

    private mutating func part() -> String {
        if once(in: 12) { return value(1) }
        let types = [#""text""#, #""text""#, #""input_text""#, #""image_url""#, #""thinking""#, #""tool_result""#, "7"]
        var members = [#""type":"# + pick(types)]
        if !once(in: 6) { members.append(#""text":"# + pick(Self.strings)) }
        if once(in: 4) { members.append(#""cache_control":{"type":"ephemeral"}"#) }
        if once(in: 6) { members.append(#""annotations":"# + pick(["[]", "[1]", "null", #""""#])) }
        if once(in: 8) { members.append(#""content":"# + value(1)) }
        if once(in: 4) { members.reverse() }
        return "{" + members.joined(separator: ",") + "}"
    }

    mutating func message() -> String {
        if once(in: 25) { return value() }
        var members: [String] = []
        if !once(in: 8) { members.append(#""role":"# + pick(Self.roles)) }
        if !once(in: 8) {
            let content = once(in: 3) ? "[" + list(upTo: 3) { $0.part() } + "]" : pick(Self.strings)
            members.append(#""content": "# + (once(in: 8) ? value() : content))
        }
        if once(in: 4) { members.append(pick(Self.members)) }
        if once(in: 3) { members.reverse() }
        let blank = pick(["", "", " ", "\n  "])
        return "{\(blank)" + members.joined(separator: "\(blank),\(blank)") + "\(blank)}"
    }

    /// Cuts the text, or adds something behind it, now and then.
    private mutating func broken(_ text: String) -> String {
        if once(in: 20) { return String(text.dropLast(1 + below(9))) }
        return once(in: 20) ? text + pick(["x", " ", "{}", "\n"]) : text
    }

    /// A request's body.
    mutating func request() -> String {
        let name = pick([#""messages""#, #""messages""#, #""messages""#, #""input""#, #""mess\u0061ges""#])
        var members = ["\(name):[" + list(upTo: 5) { $0.message() } + "]"]
        if once(in: 2) { members.append(#""model":"gpt-5""#) }
        if once(in: 4) {
            members.append(#""system":"# + (once(in: 2) ? value() : "[" + list(upTo: 2) { $0.part() } + "]"))
        }
        if once(in: 8) { members.append(pick([#""messages":"#, #""input":"#, #""system":"#]) + value()) }
        if once(in: 6) { members.append(#""tools":"# + value()) }
        if once(in: 2) { members.reverse() }
        return broken("{" + members.joined(separator: ",") + "}")
    }

    /// An answer's body.
    mutating func answer() -> String {
        if once(in: 3) {
            return broken(
                #"{"id":"m","type":"message","role":"assistant","content":["# + list(upTo: 2) { $0.part() } + "]}"
            )
        }
        let count = once(in: 4) ? below(4) : 1
        let choices = (0..<count).map { place in
            let index = once(in: 8) ? 3 - place : place
            let said = once(in: 8) ? #""text":"# + pick(Self.strings) : #""message":"# + message()
            return #"{"index":\#(index),\#(said),"logprobs":null,"finish_reason":"stop"}"#
        }
        let rest = once(in: 12) ? #","choices":"# + value() : ""
        return broken(#"{"id":"c","choices":[\#(choices.joined(separator: ","))]\#(rest),"usage":{"total_tokens":1}}"#)
    }

    /// The events of a chat stream.
    mutating func deltas() -> [String] {
        let odd = [
            #"{"role":"assistant","content":"","refusal":null}"#, #"{"reasoning_content":"hm"}"#, "{}", "null",
            #"{"content":"a","reasoning_content":null,"tool_calls":null}"#, #"{"content":"a","function_call":null}"#,
            #"{"content":"a","content":"b"}"#, #"{"c\u006fntent":"a"}"#, #"{"content":null}"#, #"{"content":["a"]}"#,
            #"{"tool_calls":[{"index":0,"id":"t1","function":{"name":"f","arguments":"{\"a\""}}]}"#,
            #"{"content":"a","x":{"y":[1]}}"#, #"{"content":"a","refusal":"b"}"#, #"{"content":"a","audio":{}}"#,
        ]
        return (0..<below(8)).map { _ in
            let delta = once(in: 3) ? pick(odd) : #"{"content":"# + pick(Self.strings) + "}"
            let index = pick(["0", "0", "0", "0", "1", "12", "1.0", "null", "-1"])
            let more =
                once(in: 8)
                ? pick([#","text":"t""#, #","message":{"content":"m"}"#, #","delta":{"content":"z"}"#]) : ""
            let choices = once(in: 9) ? pick(["", "7", "{}"]) : #"{"index":\#(index),"delta":\#(delta)\#(more)}"#
            let second = once(in: 9) ? #","choices":[]"# : ""
            return broken(#"{"id":"c","choices":[\#(choices)]\#(second),"created":1}"#)
        }
    }
}
