import Hummingbird

/// The state of the house at one moment, as `/api/v1/status` answers it.
package struct StatusReport: Sendable, Codable, ResponseEncodable {
    /// The counts that balance.
    package struct Ledger: Sendable, Codable {
        /// Exchanges accepted.
        package var accepted: Int64
        /// Exchanges that run.
        package var inFlight: Int64
        /// Rows that wait for the writer.
        package var queued: Int64
        /// Rows committed.
        package var stored: Int64
        /// Rows not kept, by reason.
        package var dropped: [String: Int64]
        /// True when accepted = in flight + queued + stored + dropped.
        package var isBalanced: Bool

        /// Makes the counts.
        package init(
            accepted: Int64,
            inFlight: Int64,
            queued: Int64,
            stored: Int64,
            dropped: [String: Int64],
            isBalanced: Bool
        ) {
            self.accepted = accepted
            self.inFlight = inFlight
            self.queued = queued
            self.stored = stored
            self.dropped = dropped
            self.isBalanced = isBalanced
        }

        private enum CodingKeys: String, CodingKey {
            case accepted, queued, stored, dropped
            case inFlight = "in_flight"
            case isBalanced = "is_balanced"
        }
    }

    /// One way to a provider.
    package struct Target: Sendable, Codable {
        /// The provider's name.
        package var provider: String
        /// The target's name.
        package var upstream: String
        /// Where it listens.
        package var origin: String
        /// The stored credential's id, when it has one.
        package var credentialID: String?

        /// Makes a target's line.
        package init(provider: String, upstream: String, origin: String, credentialID: String?) {
            self.provider = provider
            self.upstream = upstream
            self.origin = origin
            self.credentialID = credentialID
        }

        private enum CodingKeys: String, CodingKey {
            case provider, upstream, origin
            case credentialID = "credential_id"
        }
    }

    /// weir's version.
    package var version: String
    /// The revision of the configuration.
    package var configHash: String
    /// Seconds since the start.
    package var uptimeSeconds: Int64
    /// The ledger.
    package var ledger: Ledger
    /// The targets, in the order of the configuration.
    package var targets: [Target]
    /// True while the store cannot be written.
    package var isStoreDegraded: Bool

    /// Makes a report.
    package init(
        version: String,
        configHash: String,
        uptimeSeconds: Int64,
        ledger: Ledger,
        targets: [Target],
        isStoreDegraded: Bool
    ) {
        self.version = version
        self.configHash = configHash
        self.uptimeSeconds = uptimeSeconds
        self.ledger = ledger
        self.targets = targets
        self.isStoreDegraded = isStoreDegraded
    }

    private enum CodingKeys: String, CodingKey {
        case version, ledger, targets
        case configHash = "config_hash"
        case uptimeSeconds = "uptime_seconds"
        case isStoreDegraded = "is_store_degraded"
    }
}
