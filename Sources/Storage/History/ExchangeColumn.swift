/// The columns of `exchanges`, in their order; each is named like its case, in snake case.
package enum ExchangeColumn: Int, Sendable, CaseIterable {
    case requestID, startedUs, endedUs, method, route, path, status, outcome, errorType, rejectionReason, errorMessage
    case flags, clientAddress, clientRequestID, userAgent, sdk, scheme, protocolVersion, keyID, keyName, authResult
    case operation, provider, upstream, model, upstreamModel, responseModel, responseID, finishReasons, isStream
    case maxTokens, tools, toolCalls, conversationID, conversationSource, attempts, upstreamStatus, upstreamRequestID
    case reused, totalUs, overheadUs, bodyWaitUs, admissionUs, poolWaitUs, dnsUs, connectUs, tlsUs, sendUs, waitUs
    case firstTokenUs, upstreamFirstTokenUs, perOutputTokenUs, maxGapUs, writeBlockedUs, streamEvents, streamEnd
    case requestBytes, responseBytes, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens
    case usageSource, traceID, spanID, configHash, bodyDropped, bodyTruncated, ending, serviceTier, costNanousd
    case reportedCostNanousd, price, priceVersion, endUser, cacheWriteHourTokens, audioInputTokens, audioOutputTokens
    case toolUsePromptTokens, webSearches, modelRoute, passedOver, retryStop, shadowOf
    case organisationID, teamID, userID

    /// The column's name, such as `client_request_id`.
    package var name: String { Self.names[rawValue] }

    /// The names in the order of the columns, joined by commas.
    static let list = names.joined(separator: ", ")

    private static let names = allCases.map { snake("\($0)") }

    private static func snake(_ word: String) -> String {
        var result = ""
        var wasUpper = true
        for character in word {
            if character.isUppercase, !wasUpper { result += "_" }
            wasUpper = character.isUppercase
            result += character.lowercased()
        }
        return result
    }
}
