import Exchange

extension Passage {
    /// Acts on the deadlines of the attempt that runs.
    func tickAttempt(_ attempt: Attempt, _ now: Moment) {
        let timeouts = target?.timeouts ?? UpstreamTimeouts()
        if let deadline, now > deadline {
            let whole = deadline - exchange.timeline.accepted
            return fail(failed(Failure(.deadlineExceeded, "the exchange took longer than \(whole)")))
        }
        guard let upstream else {
            if let dialing, now > dialing.deadline {
                expire(.connectTimeout, "no connection to the provider within \(timeouts.connect)")
            }
            return
        }
        guard let reply else {
            guard isBodyWhole else {
                if isCallerHeld, now - upstream.lastWrite > timeouts.firstByte {
                    expire(.sendTimeout, "the provider did not take the request within \(timeouts.firstByte)")
                }
                return
            }
            let since = attempt.sent ?? upstream.lastWrite
            if now - since > timeouts.firstByte {
                let isSent = attempt.sent != nil
                expire(
                    isSent ? .responseTimeout : .sendTimeout,
                    isSent
                        ? "the provider did not answer within \(timeouts.firstByte)"
                        : "the provider did not take the request within \(timeouts.firstByte)"
                )
            }
            return
        }
        // whoever still looks at the answer's beginning has a deadline of its own
        if !reply.isRelaying { slot.wake() }
        if !reply.isEnded, !upstream.isPaused, now - reply.lastPiece > timeouts.idle {
            expire(.idleTimeout, "the provider was silent for \(timeouts.idle)")
        }
    }

    private func expire(_ code: FailureCode, _ message: String) {
        let failure = failed(Failure(code, message))
        closeUpstream()
        attemptFailed(failure)
    }
}
