import Exchange
import Glibc

/// Takes the usage event out of a stream whose caller never asked for one; all other bytes pass as they are.
///
/// For OpenAI chat and completions streams to which weir added `stream_options.include_usage`. The event that goes
/// has `choices: []` and a usage object. An event is held back only until it is clear that it is not that one.
package struct UsageChunkFilter: Sendable {
    /// The most bytes of one event that are held back; a larger one passes as it comes.
    package static let holdLimit = 262_144

    private var stream = EventStream()
    private var walk = JSONWalk()
    private var draft = ReplyDraft()
    private var held: [UInt8] = []
    private var isPassing = false
    private var isOrdinary = false
    private var lineFeed = LineFeed.none

    /// What becomes of a line feed right behind a carriage return that ended an event: it goes with the event.
    private enum LineFeed: Sendable {
        case none
        case passes
        case drops
    }

    /// The events taken out so far.
    package private(set) var dropped = 0

    /// Makes a filter at the beginning of a stream.
    package init() {}

    /// Appends to `output` what of the held and the new bytes may go to the caller.
    package mutating func pass(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        var at = 0
        // What lies before `start` is settled: it went out or was dropped.
        var start = takeLineFeed(bytes, at: 0, &output)
        while let part = stream.next(in: bytes, at: &at) {
            switch part {
            case .data(let range): look(at: bytes.part(range))
            case .lineBreak: withUnsafeBytes(of: JSONByte.lineFeed) { look(at: $0) }
            case .border, .event:
                settle(bytes.part(start..<at), isEvent: part == .event, &output)
                start = takeLineFeed(bytes, at: at, &output)
            }
        }
        hold(bytes.part(start..<bytes.count), &output)
    }

    /// Appends what is still held when the stream has ended; a whole usage event without its blank line goes too.
    package mutating func finish(into output: inout [UInt8]) {
        if !isUsage { output.append(contentsOf: held) }
        held = []
    }

    private var isUsage: Bool {
        !isOrdinary && walk.isComplete && draft.hasChoices && draft.choices == 0 && draft.hasUsage && !draft.error.isSet
    }

    /// Looks for what tells the usage event, as long as nothing rules it out.
    @inline(__always)
    private mutating func look(at data: UnsafeRawBufferPointer) {
        guard !isOrdinary else { return }
        if walk.isUntouched, Self.hasChoice(data) {
            isOrdinary = true
        } else {
            walk.feed(data, as: UsageChunkPlaces.self, into: &draft)
            isOrdinary = draft.choices > 0 || walk.isMalformed
        }
    }

    /// True when `"choices":[{` stands in the bytes; inside of a string its quotes would be escaped.
    private static func hasChoice(_ data: UnsafeRawBufferPointer) -> Bool {
        guard let start = data.baseAddress else { return false }
        let name: StaticString = "\"choices\":"
        var at = 0
        while let bracket = memchr(start + at, Int32(JSONByte.openBracket), data.count - at) {
            let place = start.distance(to: bracket)
            at = place + 1
            guard at < data.count, data[at] == JSONByte.openBrace, place >= name.utf8CodeUnitCount else { continue }
            if data.part(place - name.utf8CodeUnitCount..<place).equals(name) { return true }
        }
        return false
    }

    /// Passes or drops an event that has ended, or passes what stood between events.
    private mutating func settle(_ bytes: UnsafeRawBufferPointer, isEvent: Bool, _ output: inout [UInt8]) {
        let isDropped = isEvent && isUsage && !isPassing
        lineFeed = bytes.last != JSONByte.carriageReturn ? .none : isDropped ? .drops : .passes
        if isDropped {
            dropped += 1
        } else {
            output.append(contentsOf: held)
            output.append(contentsOf: bytes)
        }
        held.removeAll(keepingCapacity: true)
        isPassing = false
        guard isEvent else { return }
        isOrdinary = false
        walk.reset()
        draft.beginEvent()
    }

    /// Keeps the beginning of an event, unless it is already clear that it passes.
    private mutating func hold(_ bytes: UnsafeRawBufferPointer, _ output: inout [UInt8]) {
        let isClear = isOrdinary || held.count + bytes.count > Self.holdLimit
        guard isPassing || isClear else {
            held.append(contentsOf: bytes)
            return
        }
        isPassing = isPassing || !held.isEmpty || !bytes.isEmpty
        output.append(contentsOf: held)
        output.append(contentsOf: bytes)
        held.removeAll(keepingCapacity: true)
    }

    /// Where the next event begins: behind a line feed that belongs to the one before.
    private mutating func takeLineFeed(_ bytes: UnsafeRawBufferPointer, at: Int, _ output: inout [UInt8]) -> Int {
        guard lineFeed != .none, at < bytes.count else { return at }
        let passes = lineFeed == .passes
        lineFeed = .none
        guard bytes[at] == JSONByte.lineFeed else { return at }
        if passes { output.append(JSONByte.lineFeed) }
        return at + 1
    }
}

/// The few places that tell a usage event from all others.
enum UsageChunkPlaces: ReplyFormat {
    static var endsWithDone: Bool { true }

    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        guard node == .root else { return node == .error ? .errorOther : .skip }
        return switch key {
        case "choices": .choices
        case "usage": .usage
        case "error": .error
        default: .skip
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        node == .choices ? .choice : .skip
    }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {}

    static func usage(_ counts: UsageCounts) -> Usage { Usage() }
}
