import Exchange
import Policy
import Storage
import Synchronization

/// Counts what the ledger is told.
final class CountingLedger: Ledger {
    struct Counts: Sendable, Equatable {
        var queued = 0
        var stored = 0
        var dropped: [DropReason: Int] = [:]
        var lowestBalance = 0
        var waiting: Int { queued - stored - lost }
        var lost = 0
        var recovered = 0
    }

    private let state = Mutex(Counts())
    var counts: Counts { state.withLock { $0 } }

    func accepted() {}
    func queued() { change { $0.queued += 1 } }
    func droppedAtEnd(_ reason: DropReason) { change { $0.dropped[reason, default: 0] += 1 } }
    func stored(_ count: Int) { change { $0.stored += count } }
    func recovered(_ count: Int) { change { $0.recovered += count } }
    func lost(_ count: Int, _ reason: DropReason) {
        change {
            $0.lost += count
            $0.dropped[reason, default: 0] += count
        }
    }

    private func change(_ body: (inout Counts) -> Void) {
        state.withLock {
            body(&$0)
            $0.lowestBalance = min($0.lowestBalance, $0.waiting)
        }
    }
}

/// A control store and a writer over a folder of their own.
struct Bench {
    let folder: Folder
    let data: DataDirectory
    let store: ControlStore
    let ledger = CountingLedger()
    let writer: HistoryWriter
    let flushes = Flushes()

    final class Flushes: Sendable {
        private let seen = Mutex<[HistoryFlush]>([])
        var all: [HistoryFlush] { seen.withLock { $0 } }
        func add(_ flush: HistoryFlush) { seen.withLock { $0.append(flush) } }
    }

    init(_ settings: HistorySettings = HistorySettings(batchTime: .seconds(600), retryTime: .seconds(600))) throws {
        folder = try Folder()
        data = try DataDirectory(path: "\(folder.path)/weir-data")
        store = try ControlStore(path: data.control, keyring: Keyring([.random()]), now: .noon)
        let flushes = flushes
        writer = HistoryWriter(
            settings,
            HistoryWriter.Surroundings(
                files: data.history,
                index: store.index,
                ledger: ledger,
                time: SystemTime(),
                scrub: { $0 == "sk-secret" ? "[redacted]" : $0 },
                observe: { flushes.add($0) }
            )
        )
    }

    var reader: HistoryReader { HistoryReader(files: data.history) }
}

/// Exchanges as the line hands them over.
enum Sample {
    static func exchange(
        _ number: UInt64,
        at wall: WallTime = .noon,
        key: String = "key_1",
        capture: CaptureLevel = .full
    ) -> Exchange {
        var exchange = Exchange(
            id: RequestID(ULID(at: wall, random: (0, number))),
            trace: Trace(traceID: (1, number), spanID: number | 1, flags: 3),
            client: Client(address: "127.0.0.1", isTLS: false, protocolVersion: "1.1"),
            ask: Ask(
                method: .post,
                path: "/v1/chat/completions",
                route: .chatCompletions,
                surface: .openAI,
                operation: .chat,
                format: .openAIChat
            ),
            timeline: Timeline(accepted: Moment(nanoseconds: 1_000), wall: wall),
            configHash: "0123456789ab"
        )
        exchange.caller = Caller(keyID: key, keyName: "name-\(key)", permission: KeyPermission(), expires: nil)
        exchange.auth = .ok
        exchange.ask.model = "gpt-5"
        exchange.answer.status = 200
        exchange.timeline.ended = exchange.timeline.accepted + .milliseconds(Int64(number % 1_000))
        exchange.capture = capture
        return exchange
    }

    /// A caller that belongs to nobody (0, 4), an organisation (1, 5), a team (2, 6) or a user (3, 7).
    static func caller(of number: UInt64) -> Caller {
        var principals = Principals()
        let place = number / 4
        if number % 4 > 0 {
            principals.organisation = Principal(.organisation, id: "org_\(place)", name: "acme")
        }
        if number % 4 > 1 { principals.team = Principal(.team, id: "team_\(place)", name: "search") }
        if number % 4 > 2 { principals.user = Principal(.user, id: "user_\(place)", name: "ann") }
        return Caller(
            keyID: "key_\(number)",
            keyName: "name-key_\(number)",
            permission: Permission(KeyPermission()),
            principals: principals,
            expires: nil
        )
    }

    /// A way to a provider of that name.
    static func target(_ provider: String) -> Target {
        Target(
            provider: provider,
            upstream: provider,
            origin: Origin(isTLS: false, host: "127.0.0.1", port: 1),
            basePath: "",
            credentialStyle: .bearer,
            credentialID: nil,
            credential: nil,
            surfaces: [.openAI]
        )
    }

    /// An exchange that says `words`, alternating from the user, and is answered `answer`.
    static func talk(
        _ number: UInt64,
        _ words: [String],
        answer: String?,
        at wall: WallTime = .noon,
        key: String = "key_1",
        system: String? = nil
    ) -> Exchange {
        var exchange = exchange(number, at: wall, key: key)
        var messages = system.map { [#"{"role":"system","content":"\#($0)"}"#] } ?? []
        for (index, word) in words.enumerated() {
            messages.append(#"{"role":"\#(index % 2 == 0 ? "user" : "assistant")","content":"\#(word)"}"#)
        }
        let request = #"{"model":"gpt-5","messages":[\#(messages.joined(separator: ","))]}"#
        let body = answer.map {
            #"{"id":"chatcmpl-1","choices":[{"index":0,"message":{"role":"assistant","content":"\#($0)"}}]}"#
        }
        exchange.captured = Captured(request: ByteList(Array(request.utf8)), answer: body.map { Array($0.utf8) })
        return exchange
    }
}

extension Bench {
    /// Another writer over the same files, as a server that was started anew has one.
    func another() -> HistoryWriter {
        HistoryWriter(
            HistorySettings(batchTime: .seconds(600), retryTime: .seconds(600)),
            HistoryWriter.Surroundings(
                files: data.history,
                index: store.index,
                ledger: ledger,
                time: SystemTime(),
                scrub: { $0 }
            )
        )
    }

    /// What lies in the folder of the history.
    var historyNames: [String] { Folder.names(in: data.history.folder) }
}

/// A clock that stands still.
struct FixedTime: TimeSource {
    let now = Moment(nanoseconds: 1)
    let wall: WallTime
}

/// Counts down, once for each question.
final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    /// True when it has been asked as often as it counts; from then on too.
    var isOver: Bool {
        left.withLock { left in
            left -= 1
            return left <= 0
        }
    }
}
