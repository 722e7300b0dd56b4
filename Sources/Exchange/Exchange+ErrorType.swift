extension Exchange {
    /// What failed, the value of `error.type`; nil for success and for refusals.
    ///
    /// A provider that refused weir's own key says in the attempt whether it was 401 or 403.
    package var errorType: ErrorType? {
        if outcome == .success || outcome == .rejected { return nil }
        let last = decidingIndex.flatMap { attempts[$0].errorType }
        if let failure {
            if failure.code == .upstreamAuth { return last ?? failure.code.errorType }
            if let type = failure.code.errorType { return type }
            if failure.code.rejection != nil { return nil }
        }
        if let last { return last }
        switch outcome {
        case .clientCancelled: return .cancelled
        case .clientError: return ErrorType(status: answer.status)
        case .gatewayCrashed: return .internal
        default: return .other
        }
    }
}
