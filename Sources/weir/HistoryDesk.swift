import Admin
import Dialects
import Dispatch
import Exchange
import Query
import Storage
import Synchronization
import Telemetry

/// Answers what programs ask of the history, off the threads that serve callers.
///
/// Two questions run at once, each with a deadline, and six wait; whoever comes then is told to come again.
final class HistoryDesk: Sendable {
    private static let limit = Duration.seconds(10)
    /// The most questions of a line, the one that runs included.
    private static let mostInLine = 4

    private let search: HistorySearch
    private let time: any TimeSource
    private let lines = [DispatchQueue(label: "weir.logs.1"), DispatchQueue(label: "weir.logs.2")]
    /// How many questions each line has.
    private let taken = Mutex([0, 0])

    private let events: EventLog
    private let throttle = Mutex(EventThrottle())

    init(files: HistoryFiles, time: any TimeSource, events: EventLog) {
        search = HistorySearch(files: files, limit: Self.limit)
        self.time = time
        self.events = events
    }

    /// The answer to a question in JSON.
    func answer(_ body: [UInt8]) async -> LogsAnswer {
        let request: HistoryRequest
        do throws(RequestRefusal) {
            request = try HistoryRequest.read(body, now: time.wall)
        } catch {
            return .refused(error.diagnostics.map(LogsMistake.init))
        }
        guard let line = take() else { return .busy }
        defer { taken.withLock { $0[line] -= 1 } }
        return await withCheckedContinuation { continuation in
            lines[line].async { continuation.resume(returning: self.found(request)) }
        }
    }

    private func found(_ request: HistoryRequest) -> LogsAnswer {
        do throws(StorageError) {
            return .found(try search.answer(request).json.bytes())
        } catch {
            if error == .deadline { return .late }
            if throttle.withLock({ $0.admit("read", now: time.now) }) != nil {
                events.emit(.log(.error, "weir.logs", "the history could not be read", error: "\(error)"))
            }
            return .failed
        }
    }

    /// A place in the shorter line, or nil.
    private func take() -> Int? {
        taken.withLock { taken in
            let line = taken[0] <= taken[1] ? 0 : 1
            guard taken[line] < Self.mostInLine else { return nil }
            taken[line] += 1
            return line
        }
    }
}

extension LogsMistake {
    /// Takes what the reader of questions says.
    fileprivate init(_ diagnostic: RequestDiagnostic) {
        self.init(
            pointer: diagnostic.pointer,
            code: diagnostic.code.rawValue,
            detail: diagnostic.sentence,
            suggestion: diagnostic.suggestion
        )
    }
}
