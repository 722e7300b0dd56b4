import Dialects
import Exchange
import GRDB
import Policy

/// The writer's own state: the open day files and the owners' keys; used by one thread at a time.
struct HistoryArchive {
    private static let openDays = 3
    private static let knownOwners = 1_024

    private let files: HistoryFiles
    private let index: IndexKey
    private let scrub: @Sendable (String) -> String
    private let isDurable: Bool
    private let redaction: Redaction
    private var days: [CivilDay: HistoryDay] = [:]
    private var owners: [String: OwnerKey] = [:]
    private var requests = RecentRequests()

    init(
        files: HistoryFiles,
        index: IndexKey,
        isDurable: Bool,
        redaction: Redaction,
        scrub: @escaping @Sendable (String) -> String
    ) {
        self.files = files
        self.index = index
        self.scrub = scrub
        self.isDurable = isDurable
        self.redaction = redaction
    }

    /// Reads and chains the words of a row.
    mutating func prepare(_ row: PendingRow) -> PreparedRow {
        let ask = row.facts.exchange.ask
        let keyID = row.facts.exchange.caller?.keyID ?? ""
        let isRedacted = row.facts.exchange.capture == .redacted
        guard let captured = row.captured, let body = captured.request else {
            return PreparedRow(pending: row, turn: nil)
        }
        let answers = captured.answer.map {
            AnswerMessage.read(answer: $0, format: ask.format, isStream: ask.isStream)
        }
        // what is taken out is gone before anything is hashed, or the hash would tell of it
        var counts = RedactionCounts()
        let heard = (answers ?? []).map { isRedacted ? redaction.redacted($0, &counts) : $0 }
        let origin = RecentRequests.Origin(keyID: keyID, format: ask.format, isRedacted: isRedacted)
        let found = body.withBytes { requests.find($0, origin) }
        if let found, let same = requests.again(found, byteCount: body.count) {
            return PreparedRow(pending: row, turn: Turn(again: same, answers: heard, owner: owner(keyID)))
        }
        guard let request = ReadRequest.read(body.withBytes(Array.init), format: ask.format, after: found?.beginning)
        else { return PreparedRow(pending: row, turn: nil) }
        let known = found.map { requests.hashes(of: request, $0) } ?? KnownHashes()
        let said = isRedacted ? redaction.redacted(request.conversation, &counts) : request.conversation
        let turn = Turn(said, answers: heard, owner: owner(keyID), known: known)
        requests.note(request, turn, origin, after: found)
        return PreparedRow(pending: row, turn: turn)
    }

    /// Commits rows of one day together, or none of them.
    mutating func write(_ rows: [PreparedRow], on day: CivilDay) throws(StorageError) {
        let file = try open(day)
        try file.write(rows, yesterday: yesterday(of: day), scrub: scrub)
    }

    /// Closes a damaged day's file and puts it aside; true when a fresh one can take its place.
    mutating func setAside(_ day: CivilDay, at now: WallTime) -> Bool {
        requests = RecentRequests()
        if let file = days.removeValue(forKey: day) { file.abandon() }
        return files.setAside(day, at: now)
    }

    /// Closes a day whose file failed, so that the next try opens it anew.
    mutating func forget(_ day: CivilDay) {
        requests = RecentRequests()
        if let file = days.removeValue(forKey: day) { file.abandon() }
    }

    /// Moves everything into the main files and closes them.
    mutating func close() {
        for file in days.values { try? file.close() }
        days = [:]
        requests = RecentRequests()
    }

    private mutating func open(_ day: CivilDay) throws(StorageError) -> HistoryDay {
        if let file = days[day] { return file }
        while days.count >= Self.openDays, let oldest = days.keys.min() {
            try? days.removeValue(forKey: oldest)?.close()
        }
        let file = try HistoryDay(day, in: files, isDurable: isDurable)
        days[day] = file
        return file
    }

    private mutating func yesterday(of day: CivilDay) throws(StorageError) -> DatabaseQueue? {
        let before = CivilDay(number: day.number - 1)
        guard before < day else { return nil }
        if let file = days[before] { return file.queue }
        guard FileFacts.exists(files.path(before)) else { return nil }
        // A damaged file of yesterday must not stop today's rows.
        guard let file = try? HistoryDay(before, in: files, isDurable: isDurable) else { return nil }
        days[before] = file
        return file.queue
    }

    private mutating func owner(_ keyID: String) -> OwnerKey {
        if let key = owners[keyID] { return key }
        if owners.count >= Self.knownOwners { owners = [:] }
        let key = OwnerKey(index.owner(keyID))
        owners[keyID] = key
        return key
    }
}
