import Dialects
import Exchange

/// The last long requests with the hashes of their messages, so that what is sent again is not hashed again.
///
/// Nothing here says what is in a file: hashes depend on the owner's key and on what was said, not on the day.
struct RecentRequests {
    private static let most = 256
    private static let mostOfOrigin = 64
    /// How many of one origin are compared from their start; long instructions in common make that dear.
    private static let compared = 8
    private static let mostBytes = 16 << 20
    /// Shorter bodies are read faster than looked up, longer ones take too much room.
    private static let bodyBytes = 4_096...512 << 10

    /// Whose request it was, and of which format; only requests of one origin are compared.
    struct Origin: Equatable {
        let keyID: String
        let format: WireFormat
        /// Hashes of redacted words are others than those of the same words whole.
        let isRedacted: Bool
    }

    private struct Entry {
        let origin: Origin
        let request: ReadRequest
        /// What it said, without answers.
        let turn: Turn
    }

    /// A request that begins as another does.
    struct Found {
        let beginning: ReadRequest.Beginning
        fileprivate let place: Int
    }

    // The one used last at the end.
    private var entries: [Entry] = []
    private var byteCount = 0

    /// The request of the same origin that has the most in common with `body` at its start.
    func find(_ body: UnsafeRawBufferPointer, _ origin: Origin) -> Found? {
        guard Self.bodyBytes.contains(body.count) else { return nil }
        let places = entries.indices.reversed().filter { entries[$0].origin == origin }
        // The usual case first: the conversation goes on, or is sent again.
        let whole = most(of: places.filter { entries[$0].request.mayBegin(body) }, body)
        if let whole, whole.beginning.byteCount >= whole.beginning.request.messagesEnd { return whole }
        return most(of: Array(places.prefix(Self.compared)), body)
    }

    /// The one of these requests that has the most in common with `body` at its start.
    private func most(of places: [Int], _ body: UnsafeRawBufferPointer) -> Found? {
        var best: Found?
        for place in places {
            let beginning = entries[place].request.beginning(of: body)
            if beginning.byteCount > best?.beginning.byteCount ?? 0 { best = Found(beginning: beginning, place: place) }
            if beginning.byteCount == body.count { break }
        }
        return best
    }

    /// The hashes of what `request` has taken over.
    func hashes(of request: ReadRequest, _ found: Found) -> KnownHashes {
        let turn = entries[found.place].turn
        return KnownHashes(
            chain: turn.chain.prefix(request.sameMessages).map(\.hash)[...],
            system: request.isSystemSame ? turn.system?.hash : nil
        )
    }

    /// What was said by the very same body, byte for byte, when it was sent before; it then counts as used last.
    mutating func again(_ found: Found, byteCount: Int) -> Turn? {
        let request = found.beginning.request
        guard found.beginning.byteCount == byteCount, request.byteCount == byteCount else { return nil }
        entries.append(entries.remove(at: found.place))
        return entries[entries.count - 1].turn
    }

    /// Keeps a request; it takes the place of the one it goes on from.
    mutating func note(_ request: ReadRequest, _ turn: Turn, _ origin: Origin, after found: Found?) {
        guard request.isOfUse, let size = Self.size(of: request, turn, origin) else { return }
        // One that only begins alike, as conversations with the same instructions do, stays.
        if let found, 2 * found.beginning.byteCount >= found.beginning.request.byteCount { remove(at: found.place) }
        while entries.count >= Self.most || byteCount + size > Self.mostBytes, !entries.isEmpty { remove(at: 0) }
        let ofOrigin = entries.indices.filter { entries[$0].origin == origin }
        if ofOrigin.count >= Self.mostOfOrigin { remove(at: ofOrigin[0]) }
        entries.append(Entry(origin: origin, request: request, turn: Turn(again: turn)))
        byteCount += size
    }

    private mutating func remove(at place: Int) {
        let entry = entries.remove(at: place)
        byteCount -= Self.size(of: entry.request, entry.turn, entry.origin) ?? 0
    }

    /// How many bytes keeping a request takes, its words once more where they were changed; nil when it is not kept.
    private static func size(of request: ReadRequest, _ turn: Turn, _ origin: Origin) -> Int? {
        guard bodyBytes.contains(request.byteCount), request.footprint <= mostBytes / 8 else { return nil }
        let copies = origin.isRedacted ? 2 : 1
        return copies * request.footprint + MemoryLayout<ChainLink>.stride * turn.chain.count
    }
}
