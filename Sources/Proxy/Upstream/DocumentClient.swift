package import Exchange
import NIOCore
import NIOPosix
import Policy

/// Fetches small documents over https: what issuers of tokens publish.
///
/// A name is looked up once, and the connection goes to an address that was judged: unless a place allows it, none that
/// is not public. The certificate is always verified. Nothing but a plain 200 is taken: no redirect is followed, no
/// coding is undone. Answers are parsed by the same strict code as providers' are. Runs on a loop of its own, so that
/// no caller waits for it.
package final class DocumentClient: Sendable {
    /// How long a whole fetch may take.
    package static let deadline = Duration.seconds(10)

    private let room: NIOLoopBound<LoopRoom>
    private let targets: [String: Target]
    private let paths: [String: String]
    private let longest: Duration

    /// Makes a client for these places, whose names differ; nothing is fetched yet.
    ///
    /// - Throws: `TransportFault` when a place's certificates cannot be used.
    package init(_ places: [DocumentPlace], time: any TimeSource, within longest: Duration = deadline) async throws {
        let targets = Dictionary(places.map { ($0.name, $0.target) }, uniquingKeysWith: { first, _ in first })
        let inner = Set(places.filter(\.allowsPrivate).map(\.name))
        let tally = UpstreamTally()
        let dialer = SocketDialer(
            tls: try UpstreamTLS(targets: Array(targets.values)),
            time: time,
            tally: tally,
            forbids: { target, address in !inner.contains(target.provider) && !Self.isPublic(address) }
        )
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        room = try await loop.submit {
            let room = LoopRoom(loop: loop, time: time, dialer: dialer, limits: Limits(), seed: 1, tally: tally)
            room.open()
            return NIOLoopBound(room, eventLoop: loop)
        }.get()
        self.targets = targets
        self.longest = longest
        paths = Dictionary(places.map { ($0.name, $0.path) }, uniquingKeysWith: { first, _ in first })
    }

    /// Stops looking after connections.
    package func close() {
        let room = room
        room.eventLoop.execute { room.value.close() }
    }

    /// Fetches the document of a place, of at most `limit` bytes.
    ///
    /// - Throws: `DocumentFault`, or `CancellationError` at once when the task is cancelled.
    package func document(of name: String, limit: Int) async throws -> [UInt8] {
        guard let target = targets[name], let path = paths[name] else { throw DocumentFault("nothing is known of it") }
        let (room, longest) = (room, longest)
        let promise = room.eventLoop.makePromise(of: [UInt8].self)
        room.eventLoop.execute {
            DocumentOrder(room: room.value, limit: limit, promise: promise).begin(target, path, within: longest)
        }
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }

    private static func isPublic(_ address: SocketAddress) -> Bool {
        address.ipAddress.flatMap { NetworkAddress($0) }?.isPublic ?? false
    }
}

/// One document on its way; confined to its loop, kept alive by its own deadline.
private final class DocumentOrder: UpstreamListener {
    private let room: LoopRoom
    private let limit: Int
    private let promise: EventLoopPromise<[UInt8]>
    private var deadline: Scheduled<Void>?
    private var connection: UpstreamConnection?
    private var dial: Dial?
    private var bytes: [UInt8] = []
    private var isOver = false

    init(room: LoopRoom, limit: Int, promise: EventLoopPromise<[UInt8]>) {
        self.room = room
        self.limit = limit
        self.promise = promise
    }

    func begin(_ target: Target, _ path: String, within longest: Duration) {
        let bound = NIOLoopBound(self, eventLoop: room.loop)
        deadline = room.loop.scheduleTask(in: .nanoseconds(longest.inNanoseconds)) {
            bound.value.end(.failure(DocumentFault("it did not come in time")))
        }
        let dial = room.pool.dial(target, room: room)
        self.dial = dial
        dial.onDone = { [weak self, weak dial] in
            if let dial { self?.dialed(dial, target, path) }
        }
        if dial.result != nil { dialed(dial, target, path) }
    }

    private func dialed(_ dial: Dial, _ target: Target, _ path: String) {
        dial.onDone = nil
        self.dial = nil
        switch dial.result {
        case .success(let connection):
            guard !isOver else { return connection.close() }
            self.connection = connection
            connection.listener = self
            connection.send(head: request(target, path), pieces: [])
        case .failure(let failure): end(.failure(DocumentFault(failure)))
        case nil: end(.failure(DocumentFault("no connection")))
        }
    }

    private func request(_ target: Target, _ path: String) -> ByteBuffer {
        var head = room.loopBuffer(512)
        head.writeString("GET \(path) HTTP/1.1\r\n")
        head.writeField("host", target.authority)
        head.writeStaticString("accept: application/json\r\naccept-encoding: identity\r\n")
        head.writeStaticString("user-agent: weir\r\nconnection: close\r\n\r\n")
        return head
    }

    private func end(_ result: Result<[UInt8], any Error>) {
        guard !isOver else { return }
        isOver = true
        deadline?.cancel()
        deadline = nil
        // one that is still being made must not wait in a pool for nobody
        dial?.onDone = { [dial] in
            if case .success(let late)? = dial?.result { late.close() }
        }
        connection?.listener = nil
        connection?.close()
        promise.completeWith(result)
    }

    // MARK: the answer

    func upstreamHead(_ connection: UpstreamConnection) {
        guard connection.head.status == 200 else {
            return end(.failure(DocumentFault("it answered with status \(connection.head.status)")))
        }
        let coding = connection.head.text(.contentEncoding, limit: 32)?.lowercased() ?? "identity"
        if coding != "identity" { end(.failure(DocumentFault("it has a content coding"))) }
    }

    func upstreamPiece(_ piece: ByteBuffer) {
        guard !isOver else { return }
        guard bytes.count + piece.readableBytes <= limit else {
            return end(.failure(DocumentFault("it is longer than \(limit) bytes")))
        }
        bytes += piece.readableBytesView
    }

    func upstreamEnd() { end(.success(bytes)) }

    func upstreamTurnEnded() {}

    func upstreamFailed(_ failure: Failure, _ connection: UpstreamConnection) {
        end(.failure(DocumentFault(failure)))
    }

    func upstreamWritable(_ isWritable: Bool) {}
}
