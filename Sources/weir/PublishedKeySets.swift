import Exchange
import Identity
import Proxy
import Synchronization

/// Gets issuers' keys from where they are published.
final class PublishedKeySets: KeySetSource {
    private struct State {
        var client: DocumentClient?
        /// The issuers' names by where they publish.
        var names: [String: String] = [:]
    }

    private let time: any TimeSource
    private let state = Mutex(State())

    init(_ time: any TimeSource) {
        self.time = time
    }

    /// Makes a client for documents, whose certificates it reads; nil where there are none.
    func client(for documents: [DocumentPlace]) async throws(CommandFailure) -> DocumentClient? {
        guard !documents.isEmpty else { return nil }
        do {
            return try await DocumentClient(documents, time: time)
        } catch let fault as TransportFault {
            throw CommandFailure("issuers.\(fault.provider).\(fault.reason)", status: 78)
        } catch {
            throw CommandFailure("issuers: \(error)", status: 78)
        }
    }

    /// Fetches with this client from now on; what another one fetches it brings to its end.
    func use(_ client: DocumentClient?, for documents: [DocumentPlace]) {
        let names = Dictionary(documents.map { ($0.url, $0.name) }, uniquingKeysWith: { first, _ in first })
        let old = state.withLock { state in
            defer { state = State(client: client, names: names) }
            return state.client
        }
        old?.close()
    }

    /// Stops fetching.
    func close() { use(nil, for: []) }

    func document(at url: String, limit: Int) async throws -> [UInt8] {
        let (client, name) = state.withLock { ($0.client, $0.names[url] ?? "") }
        guard let client else { throw CancellationError() }
        return try await client.document(of: name, limit: limit)
    }
}
