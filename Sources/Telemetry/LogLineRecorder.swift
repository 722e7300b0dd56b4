package import Exchange

/// Writes the canonical line of each exchange to the log.
package struct LogLineRecorder: Sendable {
    private let sink: LogSink
    private let envelope: LogEnvelope

    /// Makes a recorder that writes to `sink`.
    package init(_ sink: LogSink, envelope: LogEnvelope) {
        self.sink = sink
        self.envelope = envelope
    }

    /// Writes the exchange's line, in which `fate` is what became of its row; never waits.
    package func record(_ exchange: borrowing Exchange, fate: RowFate) {
        let line = LogLine(exchange, fate: fate, envelope: envelope)
        line.out.withBytes { _ = sink.write($0, level: LogLine.level(exchange.outcome)) }
    }
}
