package import Exchange
package import Hummingbird
import Logging

/// A provider that needs no key from anybody: a real HTTP server whose models answer, or fail as their names say.
///
/// It listens on 127.0.0.1 only, at a port the system chooses, and speaks the OpenAI and the Anthropic dialect.
/// The models are in `DemoModels`, the knobs in `Knob`; docs/demo.md explains both. The same request gets the
/// same bytes every time, but for the request id and the date in the answer's head.
package struct DemoProvider: Sendable {
    private let responder: DemoResponder

    /// Makes a provider that answers to `credential` alone, sent as bearer token, `x-api-key` or `api-key`.
    ///
    /// - Parameters:
    ///   - credential: What callers must bring; anything else is answered 401.
    ///   - seed: Moves the draws of `demo-flaky`; the same seed draws the same.
    package init(credential: Secret, seed: UInt64 = 0) {
        responder = DemoResponder(
            gate: CredentialGate(credential: credential),
            tally: Tally(),
            seed: seed,
            time: SystemTime()
        )
    }

    /// Listens until the task is cancelled; then every connection is closed at once.
    ///
    /// - Parameter onReady: Called once, with the port, when connections are taken.
    /// - Throws: What keeps the socket from listening.
    package func run(onReady: @escaping @Sendable (_ port: Int) -> Void) async throws {
        do {
            try await application(onReady: onReady).run()
        } catch is CancellationError {
            return
        }
    }

    /// The server, for whoever runs it in another way.
    package func application(
        onReady: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            responder: responder,
            server: .http1(configuration: .init(additionalChannelHandlers: [HangUp()])),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: 0),
                serverName: "weir-demo"
            ),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onReady(port) }
            },
            logger: Logger(label: "weir.demo") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
