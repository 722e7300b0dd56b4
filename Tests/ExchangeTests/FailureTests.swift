import Exchange
import Testing

@Suite struct FailureTests {
    @Test func `every code is either a refusal or an error, never both`() {
        for code in FailureCode.allCases {
            // a breaker that is open is both: weir refused, because the provider failed before
            if code == .circuitOpen {
                #expect(code.rejection == .breakerOpen && code.errorType == .breakerOpen)
            } else {
                #expect((code.rejection == nil) != (code.errorType == nil), "\(code.rawValue)")
            }
        }
    }

    @Test(arguments: FailureCode.allCases)
    func `the outcome fits the reason`(_ code: FailureCode) {
        switch code.outcome {
        case .rejected:
            #expect(code.rejection != nil)
            #expect(code.blame == .caller)
            #expect((400...499).contains(code.status) || code == .notImplemented || code == .versionNotSupported)
        case .gatewayError:
            #expect(code.rejection != nil || code == .internal)
            #expect(code.blame == .gateway)
            #expect(code.status == (code == .internal ? 500 : 503))
        case .upstreamError:
            #expect(code.errorType != nil)
            #expect(code.blame == .upstream)
            #expect(code.status == (code == .circuitOpen ? 503 : 502))
        case .timeout:
            #expect(code.errorType != nil)
            #expect(code.blame == .upstream)
            #expect(code.status == 504)
        case .clientCancelled:
            #expect(code == .clientGone)
            #expect(code.errorType == .cancelled)
            #expect(code.status == 499)
        case .success, .clientError, .gatewayCrashed:
            Issue.record("\(code.rawValue) is no failure of this kind")
        }
    }

    @Test(arguments: FailureCode.allCases)
    func `the ending fits the outcome`(_ code: FailureCode) {
        let rejections: Set<Ending> = [
            .rejectedAuth, .rejectedQuota, .rejectedSize, .rejectedRequest, .rejectedShed, .shutdown,
        ]
        #expect(rejections.contains(code.ending) == (code.rejection != nil), "\(code.rawValue)")
        #expect((code.ending == .clientCancelled) == (code.outcome == .clientCancelled))
        let whole: Set<Ending> = [.complete, .lengthLimit, .contentFilter, .gatewayCrashed]
        #expect(!whole.contains(code.ending))
    }

    @Test func `a status says what its code says`() {
        let table: [FailureCode: Int] = [
            .authMissing: 401, .authInvalid: 401, .forbidden: 403, .invalidRequest: 400, .methodNotAllowed: 405,
            .requestTimeout: 408, .bodyTooLarge: 413, .targetTooLong: 414, .unsupportedMedia: 415,
            .headTooLarge: 431, .notImplemented: 501, .versionNotSupported: 505, .noRoute: 404, .unknownModel: 404,
            .concurrencyLimit: 429, .rateLimited: 429, .authThrottled: 429,
            .overloaded: 503, .secretUnavailable: 503, .draining: 503, .dnsFailed: 502,
            .connectFailed: 502, .connectTimeout: 504, .tlsFailed: 502, .sendTimeout: 504, .responseTimeout: 504,
            .idleTimeout: 504, .deadlineExceeded: 504, .upstreamReset: 502, .upstreamTruncated: 502,
            .upstreamProtocol: 502, .upstreamAuth: 502, .upstreamErrorEvent: 502, .clientGone: 499, .internal: 500,
            .circuitOpen: 503, .upstreamSaturated: 503, .quotaExceeded: 429, .accountingBacklog: 503,
        ]
        #expect(table.count == FailureCode.allCases.count)
        for (code, status) in table { #expect(code.status == status, "\(code.rawValue)") }
    }

    @Test func `refusals of one credential or another have words of their own`() {
        #expect(FailureCode.authMissing.rejection == .authMissing)
        #expect(FailureCode.authInvalid.rejection == .authInvalid)
        #expect(FailureCode.forbidden.rejection == .forbidden)
        #expect(FailureCode.headTooLarge.rejection == .invalidRequest)
        #expect(FailureCode.upstreamAuth.errorType == .http401)
        #expect(FailureCode.upstreamProtocol.errorType == .protocolError)
    }

    @Test func `no two codes share a word or an error type`() {
        let words = FailureCode.allCases.map(\.rawValue)
        #expect(Set(words).count == words.count)
        let types = FailureCode.allCases.compactMap(\.errorType)
        #expect(Set(types).count == types.count)
    }

    @Test(arguments: FailureCode.allCases)
    func `a flag is one of the codes or none`(_ code: FailureCode) {
        #expect(code.flag.rawValue.nonzeroBitCount <= 1)
        #expect(code.flag.codes.count == code.flag.rawValue.nonzeroBitCount)
    }

    @Test func `what a provider did may be tried again, what the caller did may not`() {
        for code in FailureCode.allCases {
            switch code.blame {
            case .upstream: #expect(code.isRetryable == (code != .upstreamAuth), "\(code.rawValue)")
            case .caller:
                let passes: Set<FailureCode> = [.authThrottled, .concurrencyLimit, .rateLimited, .requestTimeout]
                #expect(code.isRetryable == passes.contains(code), "\(code.rawValue)")
            case .gateway:
                let passes: Set<FailureCode> = [.overloaded, .accountingBacklog, .draining, .upstreamSaturated]
                #expect(code.isRetryable == passes.contains(code), "\(code.rawValue)")
            }
        }
    }

    @Test func `a failure carries what it was given`() {
        let failure = Failure(.overloaded, "full", cause: "10000 in flight", retryAfter: .seconds(1))
        #expect(failure.blame == .gateway)
        #expect(failure.message == "full" && failure.cause == "10000 in flight")
        #expect(failure.retryAfter == .seconds(1))
        #expect(Failure(.internal, "x").cause == nil)
        #expect(failure != Failure(.overloaded, "full"))
    }
}
