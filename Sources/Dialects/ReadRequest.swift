package import Exchange
import Glibc

/// A request that was read, kept because the next one often begins with the same bytes.
///
/// A stateless caller sends the whole conversation with each turn, and all of it again with each retry.
/// Where two bodies begin alike, the elements of `messages` that end in the common part are the same
/// messages with the same messages before them, so they are taken over instead of being read again.
package struct ReadRequest: Sendable {
    /// What the request says.
    package let conversation: Conversation
    /// How many of the first messages were taken over from the earlier request.
    package let sameMessages: Int
    /// True when all standing instructions were taken over, and the earlier request had no others.
    package let isSystemSame: Bool

    let body: [UInt8]
    let places: Places?

    /// Where things stand in a body that was read in one step.
    struct Places: Sendable {
        /// The end of an element, and how much had been said up to there.
        struct Mark: Sendable {
            let end: Int
            let messages: Int
            let system: Int
        }

        /// The first byte of the first element.
        var start = -1
        /// One mark for each element, in their order.
        var marks: [Mark] = []
        /// The value of the member `system`, beside `messages`, and what it says.
        var system: (range: Range<Int>, said: [StoredMessage])?
        /// Up to where the elements were taken over, and whether the member `system` was.
        var same: (mark: Mark?, isSystem: Bool) = (nil, false)
    }

    /// An earlier request, and how many bytes another begins with that are the same.
    package struct Beginning: Sendable {
        /// The earlier request.
        package let request: ReadRequest
        /// The number of bytes both have in common at their start.
        package let byteCount: Int
    }

    /// How many bytes of memory keeping the request takes, about.
    package let footprint: Int

    /// Reads a request's body as `Conversation.read` does, with the help of one that begins alike.
    ///
    /// The earlier request must have been of the same format.
    package static func read(_ body: [UInt8], format: WireFormat, after earlier: Beginning? = nil) -> ReadRequest? {
        let scanned: ReadRequest? =
            switch format {
            case .openAIChat: ConversationScan.request(body, hasSystem: false, after: earlier)
            case .anthropicMessages, .anthropicCountTokens:
                ConversationScan.request(body, hasSystem: true, after: earlier)
            default: nil
            }
        let request = scanned ?? Conversation.tree(body, format).map { ReadRequest($0, body, nil, after: nil) }
        return request?.conversation.messages.count ?? 0 > Conversation.maximumMessages ? nil : request
    }

    /// Puts together what was read; `places` are nil when it was read by way of a tree.
    init(_ conversation: Conversation, _ body: [UInt8], _ places: Places?, after earlier: ReadRequest?) {
        self.conversation = conversation
        self.body = body
        self.places = places
        sameMessages = places?.same.mark?.messages ?? 0
        let beside = places?.system?.said.count ?? 0
        let taken = (places?.same.mark?.system ?? 0) + (places?.same.isSystem ?? false ? beside : 0)
        isSystemSame = taken == conversation.system.count && taken == earlier?.conversation.system.count
        footprint =
            body.count + MemoryLayout<Places.Mark>.stride * (places?.marks.count ?? 0)
            + conversation.messages.reduce(0) { $0 + $1.ownBytes } + conversation.system.reduce(0) { $0 + $1.ownBytes }
    }

    /// The length of the body.
    package var byteCount: Int { body.count }

    /// True when a later request can be read with the help of this one.
    package var isOfUse: Bool { !(places?.marks.isEmpty ?? true) }

    /// Tells at little cost whether `body` may begin with all messages of this request: a few bytes are compared.
    package func mayBegin(_ body: UnsafeRawBufferPointer) -> Bool {
        guard let end = places?.marks.last?.end, end < body.count else { return false }
        let start = max(0, end - 64)
        return self.body.withUnsafeBytes { body.part(start..<end).isSame(as: $0, at: start) }
    }

    /// Where the last message ends; 0 where that is not known.
    package var messagesEnd: Int { places?.marks.last?.end ?? 0 }

    /// What `body` and this request's body have in common at their start.
    package func beginning(of body: UnsafeRawBufferPointer) -> Beginning {
        let step = 4_096
        let most = min(body.count, self.body.count)
        let count = self.body.withUnsafeBytes { own in
            var at = 0
            while at < most, body.part(at..<min(at + step, most)).isSame(as: own, at: at) { at += step }
            while at < most, body[at] == own[at] { at += 1 }
            return min(at, most)
        }
        return Beginning(request: self, byteCount: count)
    }
}

extension ReadRequest.Beginning {
    /// The last mark of the elements whose end both bodies have in common.
    ///
    /// The byte behind an element is part of its end: a number only ends there.
    func lastMark(from start: Int) -> ReadRequest.Places.Mark? {
        guard let places = request.places, places.start == start else { return nil }
        var low = 0
        var high = places.marks.count
        while low < high {
            let middle = (low + high) / 2
            if places.marks[middle].end < byteCount { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : places.marks[low - 1]
    }

    /// The marks up to and with the one that ends at `end`.
    func marks(through end: Int) -> [ReadRequest.Places.Mark] {
        Array(request.places?.marks.prefix { $0.end <= end } ?? [])
    }

    /// The first messages of the earlier request, in the body that begins alike.
    func messages(_ count: Int, in body: [UInt8]) -> [StoredMessage] {
        request.conversation.messages.prefix(count).map { $0.moved(to: body) }
    }

    /// The first instructions among the messages of the earlier request, in the body that begins alike.
    func system(_ count: Int, in body: [UInt8]) -> [StoredMessage] {
        let beside = request.places?.system?.said.count ?? 0
        return request.conversation.system.dropFirst(beside).prefix(count).map { $0.moved(to: body) }
    }

    /// What the earlier request's `system` said, when that was written with these bytes.
    func system(written bytes: UnsafeRawBufferPointer) -> [StoredMessage]? {
        guard let known = request.places?.system, known.range.count == bytes.count else { return nil }
        return request.body.withUnsafeBytes { bytes.isSame(as: $0, at: known.range.lowerBound) ? known.said : nil }
    }
}

extension UnsafeRawBufferPointer {
    /// Tells whether the same bytes stand in `other` at a place, where there must be as many.
    fileprivate func isSame(as other: UnsafeRawBufferPointer, at place: Int) -> Bool {
        guard let own = baseAddress, let others = other.baseAddress else { return isEmpty }
        return memcmp(own, others + place, count) == 0
    }
}
