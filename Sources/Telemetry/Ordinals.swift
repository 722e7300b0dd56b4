import Exchange

/// A closed set whose values know their place in `allCases`, so that a table can be read without a hash.
protocol Ordinal: CaseIterable {
    /// The place in `allCases`.
    var ordinal: Int { get }
}

extension Method: Ordinal {
    var ordinal: Int {
        switch self {
        case .get: 0
        case .post: 1
        case .put: 2
        case .patch: 3
        case .delete: 4
        case .head: 5
        case .options: 6
        case .other: 7
        }
    }
}

extension Outcome: Ordinal {
    var ordinal: Int {
        switch self {
        case .success: 0
        case .clientError: 1
        case .rejected: 2
        case .upstreamError: 3
        case .gatewayError: 4
        case .timeout: 5
        case .clientCancelled: 6
        case .gatewayCrashed: 7
        }
    }
}

extension UsageSource: Ordinal {
    var ordinal: Int {
        switch self {
        case .provider: 0
        case .partial: 1
        case .estimated: 2
        case .missing: 3
        }
    }
}

extension PriceLookup: Ordinal {
    var ordinal: Int {
        switch self {
        case .priced: 0
        case .unknownModel: 1
        case .unpriced: 2
        case .noUsage: 3
        }
    }
}

extension StreamEnd: Ordinal {
    var ordinal: Int {
        switch self {
        case .complete: 0
        case .clientDisconnect: 1
        case .upstreamReset: 2
        case .upstreamTruncated: 3
        case .upstreamErrorEvent: 4
        case .idleTimeout: 5
        case .maxDuration: 6
        case .draining: 7
        }
    }
}

extension AuthResult: Ordinal {
    var ordinal: Int {
        switch self {
        case .ok: 0
        case .missing: 1
        case .malformed: 2
        case .unknown: 3
        case .expired: 4
        case .revoked: 5
        case .forbidden: 6
        case .disabled: 7
        }
    }
}
