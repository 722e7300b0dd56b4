import Dialects
import Exchange

/// Inserts what one exchange said: its messages, each stored once, and where they stand.
struct TurnRows {
    /// The statements of the day.
    let statements: HistoryStatements
    /// Where long messages go.
    let blobs: BlobFile
    /// The exchange's id.
    let id: String

    /// The most bytes of a message that lies in its row.
    ///
    /// From about there on a row is cheaper with its message in the file beside.
    private static let longestInRow = 2_048

    /// Inserts all of a turn.
    func insert(_ turn: Turn, _ recent: inout RecentMessages) throws(StorageError) {
        for link in turn.chain[try firstUnknown(turn.chain, recent)...] {
            try insert(link)
            recent.note(link.hash)
        }
        // Alternatives to each other: that one is known says nothing of the others.
        for link in turn.answers where !recent.holds(link.hash) {
            try insert(link)
            recent.note(link.hash)
        }
        if let system = turn.system, !recent.holds(system: system.hash) {
            try insert(system: system)
            recent.note(system: system.hash)
        }
        let row = statements.turn
        row.bind(id, at: 1)
        row.bind(turn.parentTip, at: 2)
        row.bind(turn.answers.first?.hash, at: 3)
        row.bind(turn.system?.hash, at: 4)
        try row.run()
        for (number, answer) in turn.answers.enumerated().dropFirst() {
            statements.choice.bind(id, at: 1)
            statements.choice.bind(Int64(number), at: 2)
            statements.choice.bind(answer.hash, at: 3)
            try statements.choice.run()
        }
    }

    /// The place from which on messages may be missing.
    ///
    /// A message is never there without those before it, since they were committed together: so what is known
    /// is the beginning of the chain, and its end can be searched for by halves. The last message is nearly
    /// always new and is not looked up: its insertion does nothing when it is there.
    private func firstUnknown(_ chain: [ChainLink], _ recent: RecentMessages) throws(StorageError) -> Int {
        if let place = chain.lastIndex(where: { recent.holds($0.hash) }) { return place + 1 }
        var known = 0
        var unknown = max(chain.count - 1, 0)
        // The usual case first: everything but the new message is there.
        var probe = unknown - 1
        while known < unknown {
            statements.knownMessage.bind(chain[probe].hash, at: 1)
            if try statements.knownMessage.hasRow() { known = probe + 1 } else { unknown = probe }
            probe = (known + unknown) / 2
        }
        return known
    }

    private func insert(_ link: ChainLink) throws(StorageError) {
        let row = statements.message
        let place = try place(of: link, unless: statements.knownMessage)
        if case .known = place { return }
        row.bind(link.hash, at: 1)
        row.bind(link.parent, at: 2)
        row.bind(link.message.role, at: 3)
        row.bind(id, at: 6)
        if case .beside(let place) = place {
            row.bind("", at: 5)
            row.bind(place, from: 7)
            return try row.run()
        }
        try link.message.withText { (text) throws(StorageError) in
            // A column of text cannot hold a NUL, so words with one keep their content.
            let hasNUL = row.bind(lentText: text, at: 5)
            if link.message.isPlain, !hasNUL { return try row.run() }
            try Self.run(row, content: link.message.content, at: 4)
        }
    }

    private func insert(system link: ChainLink) throws(StorageError) {
        let row = statements.system
        let place = try place(of: link, unless: statements.knownSystem)
        if case .known = place { return }
        row.bind(link.hash, at: 1)
        if case .beside(let place) = place {
            row.bind("", at: 3)
            row.bind(place, from: 4)
            return try Self.run(row, content: [], at: 2)
        }
        try link.message.withText { (text) throws(StorageError) in
            row.bind(lentText: text, at: 3)
            try Self.run(row, content: link.message.content, at: 2)
        }
    }

    private enum Place {
        case known
        case inRow
        case beside(BlobPlace)
    }

    /// Decides where a message lies, and takes a long one that is not known into the file beside.
    private func place(of link: ChainLink, unless known: BoundStatement) throws(StorageError) -> Place {
        try link.message.withBytes { (bytes, coding) throws(StorageError) in
            guard bytes.count > Self.longestInRow else { return .inRow }
            known.bind(link.hash, at: 1)
            if try known.hasRow() { return .known }
            let place = try blobs.append(bytes, plainLength: bytes.count, hash: link.hash)
            return .beside(
                BlobPlace(place: place, length: bytes.count, coding: BlobCoding(coding, isCompressed: false))
            )
        }
    }

    private static func run(_ row: BoundStatement, content: [UInt8], at place: Int) throws(StorageError) {
        try content.withUnsafeBufferPointer { (bytes) throws(StorageError) in
            row.bind(lentBytes: UnsafeRawBufferPointer(bytes), at: place)
            try row.run()
        }
    }
}

extension BoundStatement {
    /// Binds where a message lies to three parameters in a row.
    fileprivate func bind(_ place: BlobPlace, from first: Int) {
        bind(place.place, at: first)
        bind(Int64(place.length), at: first + 1)
        bind(place.coding.name, at: first + 2)
    }
}

/// Hashes that are known to be in the file, so that they need not be looked up: the most recent ones.
struct RecentMessages {
    private static let most = 65_536
    private static let mostSystems = 4_096

    private var messages: Set<MessageHash> = []
    private var systems: Set<MessageHash> = []

    /// True when the message is in the file; false says nothing.
    func holds(_ hash: MessageHash) -> Bool { messages.contains(hash) }

    /// True when the standing instructions are in the file; false says nothing.
    func holds(system hash: MessageHash) -> Bool { systems.contains(hash) }

    /// Notes a message that was inserted.
    mutating func note(_ hash: MessageHash) {
        if messages.count >= Self.most { messages.removeAll(keepingCapacity: true) }
        messages.insert(hash)
    }

    /// Notes standing instructions that were inserted.
    mutating func note(system hash: MessageHash) {
        if systems.count >= Self.mostSystems { systems.removeAll(keepingCapacity: true) }
        systems.insert(hash)
    }

    /// Forgets everything, after a batch that was not committed.
    mutating func forget() {
        messages.removeAll(keepingCapacity: true)
        systems.removeAll(keepingCapacity: true)
    }
}
