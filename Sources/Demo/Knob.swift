/// A setting that stands in a model's name behind `?`, such as `demo-slow?ttft=2s&tps=5`.
package enum Knob: String, Sendable, CaseIterable {
    /// The wait before the answer's head.
    case head
    /// The wait before the stream's first event.
    case ttft
    /// The pace of a stream in tokens per second.
    case tps
    /// The pause between two pieces of text.
    case gapMs = "gap_ms"
    /// The length of the text.
    case tokens
    /// The number of pieces of text in a stream.
    case chunks
    /// The number of prompt tokens reported as read from a cache.
    case cached
    /// How likely a request fails.
    case p
    /// The status of the failure.
    case status
    /// The start of the sequence of draws.
    case seed
    /// The header `retry-after`.
    case retryAfter = "retry_after"
    /// The number of events before the fault.
    case after
    /// A clean end instead of a lost connection.
    case clean
    /// A reset instead of an orderly close.
    case rst
    /// How long the silence lasts.
    case hold
    /// The status of the answer.
    case code
    /// The size of the text.
    case bytes
    /// How many requests fail first.
    case times
    /// The length of a cycle of requests, of which the first fail.
    case every
    /// The length of a cycle of time, at whose beginning requests fail.
    case period
    /// How much of the cycle requests fail.
    case down
    /// The way in which the provider says when to come back.
    case form
    /// Which error the stream brings.
    case error
    /// What stands in the answer's place.
    case shape
    /// What is wrong with the HTTP message.
    case wire
    /// Why the request is refused.
    case reason
    /// The pace of an answer in bytes.
    case bps
    /// How many tools are called.
    case calls

    /// How a value is written, and what it means.
    package var doc: String {
        switch self {
        case .head: "wait before the answer's head"
        case .ttft: "wait before a stream's first event, or before a plain answer's head"
        case .tps: "tokens per second; a plain answer takes as long as its stream would"
        case .gapMs: "pause between two pieces of text, in ms; goes before `tps`"
        case .tokens: "length of the text in tokens: cut, or filled up with words about a river"
        case .chunks: "pieces of text in a stream; alone it also sets `tokens`; never more than there are tokens"
        case .cached: "prompt tokens reported as read from a cache; never more than there are"
        case .p: "how likely a request fails, where the other rules let it"
        case .status: "status of the failure"
        case .seed: "start of the sequence of draws; the n-th request with the same model text draws its n-th"
        case .retryAfter: "when to come back, told with a failure's status in the way of `form`"
        case .after: "events before the fault; at the latest it comes before a stream's last event"
        case .clean: "1 ends the HTTP message in order, only its end marker is missing"
        case .rst: "1 sends a TCP reset, 0 closes in order"
        case .hold: "how long the silence lasts before the connection is closed"
        case .code: "status of the answer"
        case .bytes: "size of the text in bytes"
        case .times: "how many requests with the same model text fail before one is answered"
        case .every: "after so many requests with the same model text it begins anew; 0 is never"
        case .period: "after so much time it begins anew; 0 is never"
        case .down: "requests fail for so long from the first one with the same model text, then are answered"
        case .form: "how `retry_after` is told; the table below shows it"
        case .error: "which error the stream brings, in the words of the dialect"
        case .shape: "half the JSON, a page in HTML, or nothing, each with status 200"
        case .wire: "what is wrong with the HTTP message; the table below shows it"
        case .reason: "why the request is refused, with the provider's own code"
        case .bps: "bytes a second of an answer's body, sent in small pieces"
        case .calls: "how many of the offered tools are called"
        }
    }

    /// The words that are its values, or none where those are numbers.
    ///
    /// The value of a word is its place in this list.
    package var words: [String] {
        switch self {
        case .form: Wait.Form.allCases.map(\.rawValue)
        case .error: StreamFault.allCases.map(\.rawValue)
        case .shape: Shape.allCases.map(\.rawValue)
        case .wire: WireFault.allCases.map(\.rawValue)
        case .reason: RefusalReason.allCases.map(\.rawValue)
        default: []
        }
    }

    /// The smallest and the largest value; times are in seconds.
    package var bounds: ClosedRange<Double> {
        switch self {
        case .head, .ttft, .hold: 0...600
        case .period, .down, .retryAfter: 0...86_400
        case .form, .error, .shape, .wire, .reason: 0...Double(words.count - 1)
        case .tps: 0.01...1_000_000
        case .gapMs: 0...60_000
        case .tokens, .chunks: 1...100_000
        case .cached, .after: 0...1_000_000
        case .p: 0...1
        case .status, .code: 400...599
        case .seed: 0...9_007_199_254_740_991
        case .clean, .rst: 0...1
        case .bytes, .bps: 1...16_777_216
        case .times, .every: 0...1_000_000
        case .calls: 1...8
        }
    }

    /// True where the value is a time, which may end in `s` or `ms`; a bare number is seconds.
    package var isTime: Bool {
        switch self {
        case .head, .ttft, .hold, .period, .down, .retryAfter: true
        default: false
        }
    }

    /// True where the value may have a fraction.
    package var isFractional: Bool { isTime || self == .tps || self == .p || self == .gapMs }

    /// The knobs that every model has.
    package static let everywhere: [Knob] = [.head, .ttft, .tps, .gapMs, .bps, .tokens, .chunks, .cached]

    /// The knobs that every model has which fails: which of its requests do, and what a status says beside itself.
    package static let ofFaults: [Knob] = [.times, .every, .p, .seed, .period, .down, .retryAfter, .form]

    /// The value that `text` writes, or nil where it is no number or out of bounds.
    func value(of text: some StringProtocol) -> Double? {
        guard words.isEmpty else { return words.firstIndex { $0 == text }.map(Double.init) }
        var digits = String(text)
        var scale = 1.0
        if isTime {
            if digits.hasSuffix("ms") {
                digits.removeLast(2)
                scale = 0.001
            } else if digits.hasSuffix("s") {
                digits.removeLast()
            }
        }
        // Double reads "inf", "nan" and hexadecimal as well; nobody writes a knob so.
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else { return nil }
        guard let number = Double(digits), bounds.contains(number * scale) else { return nil }
        guard isFractional || number == number.rounded() else { return nil }
        return number * scale
    }
}
