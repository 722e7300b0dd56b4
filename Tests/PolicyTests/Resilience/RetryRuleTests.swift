import Exchange
import Policy
import Testing

@Suite struct RetryRuleTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let end: AttemptEnd
        let same: RetryRule.SameTarget
        let elsewhere: RetryRule.Elsewhere
        let vote: BreakerVote
        let credential: CredentialVote
        var nothingWasSent = false
        var testDescription: String { "\(end)" }
    }

    static let rows = [
        Row(
            end: .unreachable,
            same: .afterPause,
            elsewhere: .anyTarget,
            vote: .failure,
            credential: .none,
            nothingWasSent: true
        ),
        Row(end: .noAnswer, same: .afterPause, elsewhere: .anyTarget, vote: .failure, credential: .none),
        Row(end: .brokenOff, same: .afterPause, elsewhere: .anyTarget, vote: .failure, credential: .none),
        Row(end: .junk, same: .never, elsewhere: .anyTarget, vote: .failure, credential: .none),
        Row(end: .firstByteTimeout, same: .never, elsewhere: .anyTargetOnce, vote: .slowFailure, credential: .none),
        Row(
            end: .serverError(status: 408),
            same: .afterPause,
            elsewhere: .anyTarget,
            vote: .failure,
            credential: .none
        ),
        Row(
            end: .serverError(status: 500),
            same: .afterPause,
            elsewhere: .anyTarget,
            vote: .failure,
            credential: .none
        ),
        Row(
            end: .serverError(status: 502),
            same: .afterPause,
            elsewhere: .anyTarget,
            vote: .failure,
            credential: .none
        ),
        Row(end: .serverError(status: 503), same: .asTold, elsewhere: .anyTarget, vote: .failure, credential: .none),
        Row(
            end: .serverError(status: 504),
            same: .afterPause,
            elsewhere: .anyTarget,
            vote: .failure,
            credential: .none
        ),
        Row(end: .serverError(status: 529), same: .asTold, elsewhere: .anyTarget, vote: .failure, credential: .none),
        Row(end: .conflict, same: .afterPause, elsewhere: .anyTarget, vote: .none, credential: .good),
        Row(end: .rateLimited, same: .asTold, elsewhere: .anyTarget, vote: .limited, credential: .good),
        Row(end: .quotaExhausted, same: .never, elsewhere: .otherKey, vote: .none, credential: .exhausted),
        Row(end: .refusedCredential, same: .never, elsewhere: .otherKey, vote: .none, credential: .refused),
        Row(end: .answered, same: .never, elsewhere: .never, vote: .success, credential: .good),
        Row(end: .refused, same: .never, elsewhere: .never, vote: .success, credential: .good),
        Row(end: .unknownModel, same: .never, elsewhere: .otherModel, vote: .success, credential: .good),
        Row(
            end: .contextWindow,
            same: .never,
            elsewhere: .whenAsked(.contextWindow),
            vote: .success,
            credential: .good
        ),
        Row(
            end: .contentPolicy,
            same: .never,
            elsewhere: .whenAsked(.contentPolicy),
            vote: .success,
            credential: .good
        ),
        Row(end: .errorEvent(.server), same: .asTold, elsewhere: .anyTarget, vote: .failure, credential: .good),
        Row(end: .errorEvent(.rateLimit), same: .asTold, elsewhere: .anyTarget, vote: .limited, credential: .good),
        Row(end: .errorEvent(.other), same: .never, elsewhere: .never, vote: .success, credential: .good),
        Row(end: .excluded, same: .never, elsewhere: .never, vote: .none, credential: .none),
    ]

    @Test(arguments: rows)
    func `each end has its row`(row: Row) {
        let rule = RetryRule(row.end)
        #expect(rule.sameTarget == row.same)
        #expect(rule.elsewhere == row.elsewhere)
        #expect(rule.vote == row.vote)
        #expect(rule.credential == row.credential)
        #expect(rule.nothingWasSent == row.nothingWasSent)
    }

    @Test(arguments: FailureCode.allCases)
    func `what is not the provider's doing says nothing about it`(code: FailureCode) {
        let end = AttemptEnd(code, hasHead: false)
        if code.blame == .gateway || code == .clientGone || code == .deadlineExceeded || code.rejection != nil {
            #expect(end == .excluded)
        } else {
            #expect(end != .excluded)
        }
    }

    @Test(arguments: [
        (FailureCode.dnsFailed, AttemptEnd.unreachable), (.connectFailed, .unreachable),
        (.connectTimeout, .unreachable),
        (.tlsFailed, .unreachable), (.sendTimeout, .firstByteTimeout), (.responseTimeout, .firstByteTimeout),
        (.upstreamReset, .noAnswer), (.upstreamTruncated, .noAnswer), (.idleTimeout, .brokenOff),
        (.upstreamProtocol, .junk), (.upstreamAuth, .refusedCredential), (.upstreamErrorEvent, .errorEvent(.server)),
    ])
    func `what weir saw fail is classified`(code: FailureCode, end: AttemptEnd) {
        #expect(AttemptEnd(code, hasHead: false) == end)
    }

    @Test func `a lost connection is judged by how far it had come`() {
        #expect(AttemptEnd(.upstreamReset, hasHead: false) == .noAnswer)
        #expect(AttemptEnd(.upstreamReset, hasHead: true) == .brokenOff)
        #expect(AttemptEnd(.upstreamTruncated, hasHead: true) == .brokenOff)
    }
}
